"""A slice of the hostile strings; `python -m tests.properties.hostile_expressions --count 100000` is the whole."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from botspec.expressions import RuleErrors, parse_rule
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import Evaluation
from botspec.expressions.times import Times
from tests.fakes.intraday import WIDTH, times
from tests.properties.hostile_expressions import NAMES, accepts, strings


def test_hostile_strings_give_findings_and_nothing_else() -> None:
    accepted = sum(accepts(text) for text in strings(1600, seed=20))
    assert 10 < accepted < 800


def test_what_is_a_rule_can_be_computed() -> None:
    opened, session = times()
    wave = 50 + 10 * np.sin(np.arange(float(len(opened))))
    columns = Columns(wave, wave + 1, wave - 1, wave, wave * 100, Times(opened, opened + WIDTH, session))
    computed = 0
    for text in strings(1200, seed=21):
        with suppress(RuleErrors):
            column = Evaluation(columns).column(parse_rule(text, NAMES).tree)
            assert len(column) == len(columns)
            computed += 1
    assert computed > 10


@given(st.text(max_size=60))
def test_any_text_gives_findings_and_nothing_else(text: str) -> None:
    accepts(text)
