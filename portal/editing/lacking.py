"""Words that customers search for and a text lacks: few of them, and none that says nothing."""

from collections.abc import Iterable, Set
from functools import lru_cache

from portal.finding.words import real_words

MOST_WORDS = 6
SHORTEST_WORD = 3
MARKS = ".,;:!?…()[]«»“”\"'’"

# Beside the words that no search counts: how people ask, not what about.
SAYS_NOTHING = {
    "en": "able again allow already anybody anyone anything always cannot doesnt didnt dont even "
    "every everybody everyone everything find get gets getting give go goes going got happen "
    "happens help instead isnt keep know let like look looking lot made make makes making may "
    "maybe might much must need needed needs never new no nobody none not nothing now ok one put "
    "really right say says see seem seems show shows somebody someone something still stop "
    "take tell thank thanks thing things think today tried try trying use used using want wanted "
    "wants way well without wont work working works yes yet",
    "fr": "aide aider alors aller apres arrive arriver avant beaucoup besoin bien bonjour bon "
    "chose choses deja depuis dire dois doit doivent est-ce faire falloir fois fonctionne "
    "fonctionner fonctionnent font jamais maintenant marche marchent marcher merci mettre non "
    "nouveau nouvelle oui permettre peut-on plusieurs pouvoir probleme problemes puis-je "
    "quelqu quelque quelques rien savoir serait svp toujours trouve trouver trop utiliser va "
    "veut veux voir vouloir voudrais",
    "de": "alle andere anderen bekommen bitte brauche brauchen danke dann doch etwas finden geben "
    "geht gehen gibt gerade hilfe immer jemand jetzt kein keine keinen klappt konnen kann lassen "
    "machen mochte mussen muss neu neue nicht nichts nie niemand noch nur ohne schon sehen "
    "sollen stattdessen tun viel warum wieder will wollen",
    "es": "algo alguien ahora ayuda bien cada cosa cosas dar debe decir encontrar esta favor "
    "funciona funcionar gracias hace hacer hay ir jamas mucho nada nadie necesita necesito no "
    "nuevo nunca poder problema puede puedo quiere quiero saber sale siempre solo tener tiene "
    "tengo todavia usar ver ya",
    "it": "adesso ancora aiuto alcuni bene cosa cose dare deve devo dire fa fare funziona "
    "funzionare grazie mai modo molto nessuno niente non nulla nuovo ora ottenere potere "
    "problema puo posso qualcosa qualcuno sempre serve solo tenere trovare usare vedere voglio "
    "volere vuole",
    "sv": "alla aldrig alltid anvanda behover bara fa far fungerar ga gar gora hittar hjalp hur "
    "ingen inget inte kan man maste mycket nagon nagot nu ny nya se ska tack utan vad vill",
    "da": "aldrig alle altid bruge bare faa far fungerer gar gor hjaelp hvad hvordan ikke ingen "
    "intet kan kun man meget ma nogen noget nu ny nye se skal tak uden vil virker",
}


def lacking(searched: Iterable[str], own: Set[str], *, lang: str) -> dict[str, int]:
    """Return the words of searches that the text has in no form, and how many asked for each.

    `own` are the stems of the text. What was asked once is told only where nothing was more often.
    """
    known = own | _nothing(lang)
    asked: dict[str, dict[str, int]] = {}
    for terms in searched:
        written = {
            stem: word
            for word in {word.strip(MARKS) for word in terms.casefold().split()}
            for stem in _stems(word, lang)
            if stem not in known and len(stem) >= SHORTEST_WORD and not stem.isdigit()
        }
        for stem, word in written.items():
            forms = asked.setdefault(stem, {})
            forms[word] = forms.get(word, 0) + 1
    counts = {
        max(forms, key=lambda w: (forms[w], w)): sum(forms.values()) for forms in asked.values()
    }
    return _few(counts)


def _few(counts: dict[str, int]) -> dict[str, int]:
    often = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    repeated = [(word, count) for word, count in often if count > 1]
    return dict((repeated or often)[:MOST_WORDS])


@lru_cache(maxsize=50_000)
def _stems(word: str, lang: str) -> frozenset[str]:
    return real_words(word, lang)


@lru_cache
def _nothing(lang: str) -> frozenset[str]:
    return real_words(SAYS_NOTHING.get(lang.partition("-")[0], ""), lang)
