"""What the checklist says of a film, its captions and its chapters."""

import pytest

from portal.content.videos import Cue
from portal.editing import film_checklist as says
from portal.editing.film_checklist import FilmFacts, check_film

SAID = (Cue(1, 4, "Open the page."), Cue(4, 8, "Choose a colour."))
PARTS = (Cue(0, 4, "Where it is"), Cue(4, 8, "What to do"))
WHOLE = {
    "captions": SAID,
    "chapters": PARTS,
    "duration_s": 8,
    "has_film": True,
    "has_poster": True,
}
CASES = {
    "nothing": ({}, []),
    "no film": ({"has_film": False}, [says.NO_FILM]),
    "lost film": ({"lost": frozenset({"film"})}, [says.LOST_FILM]),
    "dead address": ({"problem": "404"}, [says.DEAD_SOURCE]),
    "no poster": ({"has_poster": False}, [says.NO_POSTER]),
    "lost poster": ({"lost": frozenset({"poster"})}, [says.LOST_POSTER]),
    "no captions": ({"captions": ()}, [says.NO_CAPTIONS]),
    "too fast": ({"captions": (Cue(1, 2, "a" * 26),)}, [says.TOO_FAST]),
    "just slow enough": ({"captions": (Cue(1, 2, "a" * 25),)}, []),
    "said too late": ({"captions": (*SAID, Cue(8, 9, "Late."))}, [says.SAID_TOO_LATE]),
    "not translated": ({"original": (*SAID, Cue(7, 8, "Thanks."))}, [says.NOT_TRANSLATED]),
    "short without chapters": ({"chapters": ()}, []),
    "long without chapters": ({"chapters": (), "duration_s": 121}, [says.NO_CHAPTERS]),
    "overlap": ({"chapters": (Cue(0, 5, "One"), Cue(4, 8, "Two"))}, [says.OVERLAP]),
    "out of order": ({"chapters": (Cue(4, 8, "Two"), Cue(0, 4, "One"))}, [says.OUT_OF_ORDER]),
    "beyond the end": ({"chapters": (Cue(0, 9.5, "One"),)}, [says.BEYOND]),
    "ends with the last fraction": ({"chapters": (Cue(0, 8.4, "One"),)}, []),
    "nobody said how long": ({"duration_s": None, "chapters": (Cue(0, 9, "One"),)}, [says.BEYOND]),
}


@pytest.mark.parametrize(("changed", "found"), CASES.values(), ids=CASES)
def test_what_a_film_lacks(changed: dict[str, object], found: list[str]) -> None:
    facts = FilmFacts(**{**WHOLE, **changed})  # type: ignore[arg-type]

    assert [finding.sentence for finding in check_film(facts)] == found
