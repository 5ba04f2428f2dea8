"""Seven changes in a real repository: what their reviewer sees is on the page, and each is caught for what it is."""

from __future__ import annotations

import pytest

from tests.generate.gitops import PAGE, page, reviewed


def test_the_page_is_the_real_output():
    """`python -m tests.generate.gitops --page` rewrites it."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.fixture(scope="module")
def seen():
    return [(change.title, code, text) for change, _, code, text in reviewed()]


EXPECTED = [
    ("Tidy up the comments", 0, ["no change"]),
    ("Enter a little later", 1, ["params.oversold: 35 -> 32", "the worst: behaviour", "vanished"]),
    ("Less cautious", 3, ["risk loosened", "max_position: 35% -> 40%"]),
    ("Trade Microsoft too", 1, ["(+MSFT)", "capital or universe widened", "behaviour of dip"]),
    ("Ready for prime time", 3, ["goes live", "mode: simulate -> live"]),
    ("Reformat", 3, ["max_position: 35% -> 55%", "the policy of main refuses it", "specs/dip.yaml:31:19"]),
    ("A bigger position", 3, ["policy loosened", "judged under the policy of main", "the policy of main refuses it"]),
]


@pytest.mark.parametrize(("number", "expected"), list(enumerate(EXPECTED)), ids=[each[0] for each in EXPECTED])
def test_each_change_is_seen_for_what_it_is(seen, number, expected):
    title, code, words = expected
    assert seen[number][:2] == (title, code)
    assert [word for word in words if word not in seen[number][2]] == []


def test_nothing_else_is_said_of_a_big_reformat(seen):
    assert seen[5][2].count(": 35% -> 55%") == 1
    assert "1 change in 1 spec" in seen[5][2]
