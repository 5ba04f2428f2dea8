"""Strategies that are no pair of rules, as a reviewer reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.compiler.check import check
from botspec.compiler.summary import summarize

SPECS = Path(__file__).parents[3] / "specs"


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "monthly-rotation",
            (
                (
                    "On the last session of every month it holds the 2 with the highest momentum, of those where "
                    'of("SYN_C", close > sma(close, 200)), the calmer the more: 95% of equity together, '
                    "sells before buys."
                ),
                "Places that nothing takes are SYN_D 95%.",
                "Here momentum is (returns(close, 63) + returns(close, 126)) / 2.",
            ),
        ),
        (
            "own-index",
            (
                (
                    "It holds SYN_A 30%, SYN_C 30% and SYN_D 38% of equity, mended on the first session of every "
                    "quarter and once one has drifted by 5%."
                ),
            ),
        ),
        (
            "dollar-cost-averaging",
            (
                "It holds AAPL 25%, GOOG 25%, IBM 25% and MSFT 25% of equity, mended never.",
                "Every week another 500 USD are put in.",
                "It never sells.",
            ),
        ),
    ],
)
def test_what_it_holds_and_when(name: str, sentences: tuple[str, ...]) -> None:
    assert _summary((SPECS / f"{name}.yaml").read_bytes())[1:-1][: len(sentences)] == sentences


def test_a_pair_says_when_and_how_much_of_both() -> None:
    first, second, third = _summary((SPECS / "pair.yaml").read_bytes())[1:4]

    assert first.startswith("It buys ")
    assert " short together, " in first
    assert second.startswith("It closes both when ")
    assert third.startswith("A leg that stands alone for longer than ")


def _summary(text: bytes) -> tuple[str, ...]:
    checked = check("specs/a.yaml", text)
    assert checked.context is not None
    return summarize(checked.context)
