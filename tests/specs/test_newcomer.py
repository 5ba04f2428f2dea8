"""A first spec from memory, with ten typical mistakes and more: the findings alone lead to the spec that was meant."""

from __future__ import annotations

import pytest

from botspec.compiler.check import check
from botspec.compiler.digest import digest
from botspec.compiler.resolve import resolve
from botspec.diagnostics.finding import Severity
from tests.generate.newcomer import FOLDER, followed, said, steps

MEANT = """\
version: 1
id: dip-buyer
mode: simulate
capital: 25000 USD
universe: {symbols: [AAPL, MSFT, GOOG, IBM]}
data: {source: sample, timeframe: 1Day}
params: {rsi_period: 14, oversold: 30}
strategy:
  kind: rules
  let: {strength: 'rsi(close, rsi_period)', trend: 'sma(close, 200)'}
  long: {enter: strength < oversold and close > trend, exit: strength > 55 or close < trend * 0.97}
  rank: -strength
sizing: {kind: percent_of_equity, percent: 30%}
risk:
  limits: {max_position: 35%, max_open_positions: 3}
  guards: [{kind: drawdown, limit: 8%, action: flatten, release: next_session}]
schedule: {submit: after_open}
simulation:
  period: {from: 2007-01-03, to: 2010-12-31}
  slippage: {kind: bps, bps: 5}
"""


@pytest.fixture(scope="module")
def taken() -> list[tuple[str, str]]:
    first = (FOLDER / "step-1.yaml").read_text(encoding="utf-8")
    return [(text, said(checked)) for text, checked in steps(first)]


def test_each_step_is_the_one_that_is_kept(taken: list[tuple[str, str]]) -> None:
    """`python -m tests.generate.newcomer` rewrites them."""
    kept = sorted(FOLDER.glob("step-*.yaml"))

    assert [path.read_text(encoding="utf-8") for path in kept] == [text for text, _ in taken]
    assert [path.with_suffix(".out").read_text(encoding="utf-8") for path in kept] == [out for _, out in taken]


def test_it_takes_few_steps_and_ends_without_findings(taken: list[tuple[str, str]]) -> None:
    assert len(taken) <= 5
    assert taken[-1][1] == "no findings\n"


def test_what_comes_out_is_the_bot_that_was_meant(taken: list[tuple[str, str]]) -> None:
    def bot(text: str) -> str:
        context = check("a.yaml", text.encode()).context
        assert context is not None
        return digest(resolve(context))

    assert bot(taken[-1][0]) == bot(MEANT)


def test_there_were_ten_mistakes_and_comments_stayed(taken: list[tuple[str, str]]) -> None:
    first, last = taken[0][0].splitlines(), taken[-1][0].splitlines()

    assert len(set(first) - set(last)) >= 10
    assert [line.partition("#")[2] for line in first if "#" in line] == [
        line.partition("#")[2] for line in last if "#" in line
    ]


def test_advice_alone_is_enough_once_the_text_can_be_read() -> None:
    """Without `--fix`."""
    text = (FOLDER / "step-2.yaml").read_text(encoding="utf-8")
    for _ in range(4):
        checked = check("a.yaml", text.encode())
        if all(found.severity is not Severity.ERROR for found in checked.findings):
            break
        text = followed(text, checked.findings)

    assert text == max(FOLDER.glob("step-*.yaml"), key=lambda path: path.name).read_text(encoding="utf-8")
