"""Many threads at once get what one alone gets."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.analysis import stem
from search.interface import Query
from search.planning import Asked
from search.vocabulary import Vocabulary
from search.whoosh_index import build
from search.whoosh_shelf import WhooshShelf

from .shelf import PUBLIC, ask, document


@pytest.fixture(autouse=True)
def impatient_threads():
    """Let threads take turns so often that shared state would show."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def in_threads(work, each) -> list:
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(work, each))


def test_searches_do_not_disturb_each_other(empty_engine):
    texts = [f"quota item{number % 7} part{number % 5}" for number in range(60)]
    many = [document(f"d{n:03}", f"Quota item{n % 7}", body=f"part{n % 5}") for n in range(400)]
    empty_engine.rebuild(many, position=1)
    alone = [ask(empty_engine, text) for text in texts]

    together = in_threads(lambda text: ask(empty_engine, text), texts)

    assert together == alone


def test_readers_of_one_whoosh_index_take_turns(tmp_path):
    many = [document(f"d{n:04}", f"Quota item{n}", body="one two three") for n in range(1000)]
    shelf = WhooshShelf(build(many, tmp_path), Vocabulary({}))
    texts = [f"quota one two three item{number % 1000}" for number in range(0, 3000, 37)] * 8
    plans = [Asked.of(Query(text, prefer_lang="en", audiences=PUBLIC)).plan("en") for text in texts]

    together = in_threads(
        lambda plan: shelf.matches(plan, PUBLIC, every_word=True).found.sum(), plans
    )

    assert together == [1] * len(plans)


def test_words_are_stemmed_alike():
    forms = [(f"word{number}nationalisations", "en") for number in range(400)]
    uncached = stem.__wrapped__
    alone = [uncached(*form) for form in forms]

    together = in_threads(lambda form: uncached(*form), forms)

    assert together == alone
