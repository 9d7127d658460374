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

STOP_WORDS = {"en": ENGLISH, "fr": FRENCH}
