"""Whatever is asked for: what is written has no finding, and says what was asked."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from botspec.app.new import MODES, Answers, CannotCreate, create, draft, strategies
from botspec.app.validate import check_file
from botspec.compiler.check import check
from botspec.compiler.schema import spec_schema, written
from botspec.domain.modes import Mode
from botspec.spec.words import Timeframe

UNIVERSES = [("IBM",), ("FB",), ("AAPL", "FB"), ("GOOG", "IBM"), ("AAPL", "FB", "GOOG", "IBM", "MSFT")]


LONG = {"sma_cross", "rsi_reversion", "macd_trend", "momentum_rotation"}  # with a warm-up longer than FB's history


@pytest.mark.parametrize(("strategy", "symbols", "mode"), list(product(strategies(), UNIVERSES, MODES)))
def test_what_is_written_has_no_findings(strategy: str, symbols: tuple[str, ...], mode: Mode) -> None:
    text = draft(Answers("my-bot", symbols, strategy, mode))
    checked = check("my-bot.yaml", text.encode())

    short = {"BS306", "BS315"} if "FB" in symbols and strategy in LONG else set()
    assert {found.code for found in checked.findings} <= short
    assert checked.context is not None
    spec = checked.context.spec
    assert (spec.id, spec.universe.symbols, spec.mode, spec.strategy.kind) == ("my-bot", symbols, mode, strategy)


def test_rules_and_the_library_are_offered() -> None:
    assert {"rules", "mean_reversion_momentum"} <= set(strategies())


def test_every_line_fits_and_starts_with_the_modeline() -> None:
    lines = draft(Answers("my-bot")).splitlines()

    assert lines[0] == "# yaml-language-server: $schema=../schemas/spec-v1.schema.json"
    assert max(map(len, lines)) <= 120
    assert not any(line != line.rstrip() or "~" in line for line in lines)


def test_own_bars_may_be_of_any_symbol_and_width() -> None:
    answers = Answers("my-bot", ("TSLA",), "rules", Mode.BACKTEST, Timeframe.MINUTES_5, 5_000, "../bars")
    checked = check("my-bot.yaml", draft(answers).encode())

    assert checked.findings == ()
    assert "submit: now" in checked.source.text


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (Answers("My Bot"), "'My Bot' is no id"),
        (Answers("b" * 41), "is no id"),
        (Answers("a", ()), "at least one symbol"),
        (Answers("a", ("aapl!",)), "'aapl!' is no stock symbol"),
        (Answers("a", ("IBM", "TSLA")), "no TSLA here: the shipped sample has daily bars of AAPL, FB"),
        (Answers("a", timeframe=Timeframe.HOUR), "no bars of 1Hour here"),
    ],
)
def test_what_cannot_run_is_refused_with_the_way_out(answers: Answers, why: str) -> None:
    with pytest.raises(CannotCreate, match=why):
        draft(answers)


def test_the_file_is_written_with_its_schema_and_never_twice(tmp_path: Path) -> None:
    created = create(Answers("my-bot"), tmp_path / "specs")

    assert created.path == tmp_path / "specs" / "my-bot.yaml"
    assert check_file(created.path).findings == ()
    assert created.schema == tmp_path / "schemas" / "spec-v1.schema.json"
    assert created.schema.read_text() == written(spec_schema())
    assert create(Answers("other"), tmp_path / "specs").schema is None

    created.path.write_text("mine")
    with pytest.raises(CannotCreate, match="is there already"):
        create(Answers("my-bot"), tmp_path / "specs")
    assert created.path.read_text() == "mine"
