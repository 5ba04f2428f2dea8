"""A symbol that rules look at is loaded with the others and never traded, in every mode."""

from __future__ import annotations

from pathlib import Path

from botspec.domain.rows import FillRow, IntentRow, SpecRow
from tests.fakes.written import both_ways

SPEC = """\
version: 1
id: looks-at-ibm
mode: simulate
universe: {symbols: [MSFT]}
data: {source: sample}
strategy:
  kind: rules
  long: {enter: "of('IBM', close > sma(close, 20))", exit: "of('IBM', close < sma(close, 20))"}
sizing: {kind: percent_of_equity, percent: 30%}
schedule: {submit: after_open}
risk: {guards: [{kind: drawdown, limit: 20%, action: flatten, release: manual}]}
simulation: {period: {from: 2007-01-03, to: 2007-06-29}}
"""


def test_a_symbol_outside_the_universe_is_seen_and_not_traded(tmp_path: Path) -> None:
    spec = tmp_path / "looks.yaml"
    spec.write_text(SPEC, encoding="utf-8")
    simulated, tested = both_ways(spec)
    assert len(tested.rows(FillRow)) > 4
    assert {row.fill.symbol for row in tested.rows(FillRow)} == {"MSFT"}
    assert simulated.rows(IntentRow) == tested.rows(IntentRow)
    (told,) = tested.rows(SpecRow)
    assert told.symbols == ("MSFT",)
    assert "It looks at IBM without trading it." in told.summary[0]
