"""A slice of the hostile strings; `python -m tests.properties.hostile_expressions --count 100000` is the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.hostile_expressions import accepts, strings


def test_hostile_strings_give_findings_and_nothing_else() -> None:
    accepted = sum(accepts(text) for text in strings(1600, seed=20))
    assert 10 < accepted < 800


@given(st.text(max_size=60))
def test_any_text_gives_findings_and_nothing_else(text: str) -> None:
    accepts(text)
