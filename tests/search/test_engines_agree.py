"""Engines that file documents apart give one answer: each checks the others."""

import random

import pytest

from search.memory_engine import MemoryEngine
from search.tantivy_engine import TantivyEngine
from search.whoosh_engine import WhooshEngine

from .shelf import ask, document

WORDS = ("audit", "log", "sign-in", "signin", "password", "e-mail", "email", "reset", "key")
MOTS = ("journal", "d'audit", "connexion", "mot", "l'accès", "équipe", "rôle", "e-mail")
COMMON = ("the", "de", "nowhere")


def some_documents(chance: random.Random) -> list:
    return [some_document(chance, number) for number in range(60)]


def some_document(chance: random.Random, number: int):
    lang, vocabulary = chance.choice([("en", WORDS), ("fr", MOTS)])

    def text(most: int) -> str:
        return " ".join(chance.choices(vocabulary, k=chance.randrange(most)))

    return document(
        f"d{number}",
        text(4),
        lang=lang,
        summary=text(6),
        headings=(text(3), text(3)),
        tags=(text(2),),
        body=text(40),
        topic=chance.choice(["one", "two"]),
        kind=chance.choice(["article", "video"]),
        audience=chance.choice(["customers", "customers", "staff"]),
    )


@pytest.mark.parametrize("seed", range(6))
def test_all_engines_give_the_same_answer(tmp_path, seed):
    chance = random.Random(seed)
    documents = some_documents(chance)
    memory = MemoryEngine()
    engines = [memory, WhooshEngine(tmp_path / "whoosh"), TantivyEngine(tmp_path / "tantivy")]
    for engine in engines:
        engine.rebuild(documents, position=1)
        engine.update(documents[:9], [each.id for each in documents[5:12]], position=2)

    for _ in range(60):
        text = " ".join(chance.choices(WORDS + MOTS + COMMON, k=3))
        options = {"prefer_lang": chance.choice(["en", "fr"]), "limit": 30}
        options |= chance.choice([{}, {"lang": "fr"}, {"kind": "video"}, {"topic": "one"}])

        expected = ask(memory, text, **options)
        assert [ask(engine, text, **options) for engine in engines] == [expected] * 3, text
