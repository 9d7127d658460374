"""Words too common to search for, per language, as they look after folding."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = _listed(
    "a about after all also am an and any are as at be because been before being between both but "
    "by can cant could did do does doing dont each for from had has have having he her here hers "
    "him his how i if im in into is it its itself me more most my myself of on once only or other "
    "our ours out over own please s same shall she should so some such t than that the their "
    "theirs them then there these they this those through to too under until up upon us very was "
    "we were what when where which while who whom why will with would you your yours"
)

FRENCH = _listed(
    "a afin ai ainsi alors as au aucun aucune aussi autre autres aux avec avez avoir avons c ca "
    "car ce ceci cela celle celles celui ces cet cette ceux chaque ci comme comment d dans de des "
    "donc dont du elle elles en encore entre est et etaient etait etant ete etes etre eu eux "
    "fait faut il ils j je jusqu l la le les leur leurs lors lorsqu lui m ma mais me meme memes "
    "mes moi mon n ne ni nos notre nous on ont ou par parce pas pendant peut peuvent peux plus "
    "pour pourquoi pouvez puis puisqu qu quand que quel quelle quelles quels qui quoi s sa sans "
    "se sera ses si soi soit son sont sous suis sur t ta te tes toi ton tous tout toute toutes "
    "tres tu un une vers vos votre vous y"
)

GERMAN = _listed(
    "aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim "
    "bin bis bist da damit dann das dass dein deine dem den denn der des dich die dies diese "
    "diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es "
    "etwas euch euer eure fur gegen habe haben hat hatte hier hinter ich ihm ihn ihnen ihr ihre "
    "ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kein keine keinen "
    "konnen man mein meine meinem meinen meiner mich mir mit muss nach nicht noch nun nur ob oder "
    "ohne sehr sein seine seinem seinen seiner sich sie sind so soll uber um und uns unser unsere "
    "unter vom von vor war waren was weil welche welchem welchen welcher wenn wer werde werden "
    "wie wieder will wir wird wo wurde wurden zu zum zur zwischen"
)

SPANISH = _listed(
    "a al algo algun alguna algunas alguno algunos ante antes aquel aquella asi aun cada como con "
    "contra cual cuando cuyo de del desde donde dos e el ella ellas ellos en entre era eran es "
    "esa esas ese eso esos esta estaba estan estar estas este esto estos fue ha hace hacia han "
    "hasta hay la las le les lo los mas me mi mientras mis muy ni no nos nosotros nuestra "
    "nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque pueda puede "
    "pueden puedo que quien quienes se sea ser si sido sin sobre son su sus tambien tan tanto te "
    "tiene tienen todo todos tu tus un una unas uno unos usted ustedes y ya yo"
)

ITALIAN = _listed(
    "a ad agli ai al all alla alle allo anche ancora avere c che chi ci cio come con contro cosa "
    "cui d da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello deve di "
    "dopo dove e ed era essere fa fra fu gli ha hai hanno ho i il in io l la le lei li lo loro "
    "lui ma me mi mia mie miei mio ne negli nei nel nell nella nelle nello noi non nostra nostre "
    "nostri nostro o ogni oppure per perche piu poi possono posso prima puo qual quale quali "
    "quando quella quelle quelli quello questa queste questi questo qui quindi sara se sei senza "
    "si sia siamo sono sta su sua sue sugli sui sul sull sulla sulle sullo suo suoi te ti tra tu "
    "tua tue tuo tuoi tutti tutto un una uno vi voi vostra vostre vostri vostro"
)

SWEDISH = _listed(
    "alla allt att av bara bli blir da dar de dem den denna dess dessa det detta dig din dina "
    "ditt du efter eller en er era ert ett fran for genom ha hade han har hela hennes hon hur i "
    "icke in inom inte jag ju kan med mellan men mig min mina mitt mot mycket nagon nagot nar ni "
    "nu och om oss pa sa samma sedan sig sin sina sitt ska skall skulle som till under upp ut "
    "utan vad var vara vart varfor vem vi vid vilka vilken vilket"
)

DANISH = _listed(
    "af alle alt anden andet at blev blive bliver da de dem den denne der deres det dette dig din "
    "dine disse dit du efter eller en end er et for fra ham han hans har havde have hende hendes "
    "her hos hun hvad hvem hvilke hvilken hvis hvor hvordan hvorfor i ikke ind ja jeg jer jeres "
    "jo kan kunne man mange med meget men mig min mine mit mod naar nar ned nej nogen noget nogle "
    "nu og ogsa om op os over pa saa sa sadan samt selv ses sig sin sine sit skal skulle som til "
    "ud under var vi vil ville vor vores vaere vaeret"
)

STOP_WORDS = {
    "en": ENGLISH,
    "fr": FRENCH,
    "de": GERMAN,
    "es": SPANISH,
    "it": ITALIAN,
    "sv": SWEDISH,
    "da": DANISH,
}
