"""The shipped quickstart, broken in one place at a time: one finding each, at its line and column, with the fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.compiler.check import check

QUICKSTART = (Path(__file__).parents[2] / "specs" / "quickstart.yaml").read_text(encoding="utf-8")

# what is written, what is written instead, the code, the text at the caret, the fix
BROKEN = [
    ("version: 1", "version: 3", "BS110", "3", "write 1"),
    ("id: quickstart", "id: Quick Start", "BS108", "Quick Start", "write quick-start"),
    ("mode: simulate", "mod: simulate", "BS101", "mod", "did you mean 'mode'?"),
    ("mode: simulate", "mode: simulated", "BS106", "simulated", "did you mean 'simulate'?"),
    ("mode: simulate", "mode: paper", "BS313", "sample", "write alpaca, or lower the mode"),
    ("capital: 100000 USD", "capital: $100,000", "BS104", "$100,000", "write 100000 USD"),
    ("AAPL, GOOG", "APPL, GOOG", "BS202", "APPL", "did you mean 'AAPL'?"),
    ("IBM, MSFT]", "IBM, AAPL]", "BS206", "AAPL", "remove it"),
    ("[AAPL, GOOG, IBM, MSFT]", "AAPL", "BS103", "AAPL", "write [AAPL]"),
    ("IBM, MSFT]", "IBM, MSFT", "BS005", "[", "write ',' or ']'"),
    ("  source: sample", "\tsource: sample", "BS005", "\t", "use spaces"),
    ("source: sample", "source: samples", "BS106", "samples", "did you mean 'sample'?"),
    ("timeframe: 1Day", "timeframe: 1Dya", "BS106", "1Dya", "did you mean '1Day'?"),
    ("kind: mean_reversion_momentum", "kind: mean_reversion", "BS201", "mean_reversion", "did you mean"),
    ("lookback: 10", "look_back: 10", "BS101", "look_back", "did you mean 'lookback'?"),
    ("lookback: 10", "lookback: ten", "BS103", "ten", "write a whole number, such as 3"),
    ("lookback: 10", "lookback: 10\n  lookback: 20", "BS006", "lookback", "remove one of them"),
    ("percent: 30%", "percent: 30", "BS104", "30", "write 30%"),
    ("percent: 30%", "percent: 0.3", "BS104", "0.3", "write 30%"),
    ("percent: 30%", "percent: 60%", "BS304", "60%", "write 34.31% or less"),
    ("percent: 30%", "percent: 30%, fractional: yes", "BS106", "yes", "write true"),
    ("type: market", "type: stop", "BS303", "entry", "add price: close"),
    ("type: market", "type: limit", "BS303", "entry", "add price: close"),
    ("max_position: 35%", "max_position: 35", "BS104", "35", "write 35%, 35 USD or 35 shares"),
    ("max_position: 35%", "max_positions: 35%", "BS101", "max_positions", "did you mean 'max_position'?"),
    ("max_position: 35%", "max_position:", "BS109", "max_position", "write a value, or remove the key"),
    ("kind: daily_loss", "kind: dialy_loss", "BS201", "dialy_loss", "did you mean 'daily_loss'?"),
    ("action: flatten", "action: sell", "BS106", "sell", "write warn, block_entries, reduce_only, halt or flatten"),
    ("{after: 5d}", "{after: 5}", "BS104", "5", "say which unit: 5s, 5m, 5h or 5d"),
    ("{after: 5d}", "{after: 5h}", "BS404", "5h", "write 1d or more"),
    ("limit: 12%", "limit: 120%", "BS312", "120%", "write less than 100%"),
    ("submit: after_open", "submit: now", "BS501", "now", "write after_open"),
    ("  submit: after_open\n", "", "BS301", "schedule", "add submit: after_open"),
    ("to: 2010-12-31", "to: 2030-12-31", "BS205", "2030-12-31", "write 2013-03-01 or earlier"),
    ("to: 2010-12-31", "to: 31.12.2010", "BS108", "31.12.2010", "write 2010-12-31"),
    ("bps: 5}", "bps: 5%}", "BS103", "5%", "write a plain number, such as 14 or 0.5"),
    ("simulation:", "exits: {stop_los: 4%}\nsimulation:", "BS101", "stop_los", "did you mean 'stop_loss'?"),
    ("simulation:", "exits: {stop_loss: 4}\nsimulation:", "BS104", "4", "write 4%"),
    ("[html, md, json]", "[html, pdf]", "BS106", "pdf", "write html, md or json"),
]


@pytest.mark.parametrize(("old", "new", "code", "marked", "fix"), BROKEN, ids=[case[1].strip() for case in BROKEN])
def test_a_broken_quickstart(old: str, new: str, code: str, marked: str, fix: str) -> None:
    assert old in QUICKSTART
    checked = check("quickstart.yaml", QUICKSTART.replace(old, new, 1).encode())
    (found,) = checked.findings
    line = checked.source.line(found.span.line)

    assert found.code == code
    assert line[found.span.column - 1 : found.span.end_column - 1] == marked
    assert found.label.startswith(fix)


def test_the_quickstart_itself_has_no_findings() -> None:
    assert check("quickstart.yaml", QUICKSTART.encode()).findings == ()
