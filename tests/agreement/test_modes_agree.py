"""One spec, several ways to run it: the same orders, fills and equity, to the last bit."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from botspec.adapters.sqlite import Loaded, SqliteJournal
from botspec.domain.rows import (
    CancelRow,
    CashRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    EndedRow,
    FillRow,
    IntentRow,
    OrderRow,
    ReleasedRow,
    Row,
    TripRow,
    WantedRow,
)
from tests.faults.harness import ROOT, SPECS, simulate

QUICKSTART = ROOT / "specs" / "quickstart.yaml"
RESTING = SPECS / "resting.yaml"
BRACKET = SPECS / "bracket.yaml"
WATCHED = SPECS / "watched.yaml"
COSTS = SPECS / "costs.yaml"
ROTATING, PAIRED, SIDES = SPECS / "rotating.yaml", SPECS / "paired.yaml", SPECS / "sides.yaml"
PATIENT, DIP_BUYER, DOLLARS = (SPECS / f"{name}.yaml" for name in ("patient", "dip-buyer", "dollars"))
TRAILING = SPECS / "trailing.yaml"
ALL = [QUICKSTART, RESTING, BRACKET, WATCHED, COSTS, ROTATING, PAIRED, SIDES, PATIENT, DIP_BUYER, DOLLARS, TRAILING]
DECIDED = (WantedRow, DroppedRow, DeniedRow, DecisionRow, IntentRow, CancelRow, TripRow, ReleasedRow)
HAPPENED = (OrderRow, FillRow, CashRow)


@dataclass(frozen=True, slots=True)
class Run:
    """A journal, in the order it was written."""

    loaded: Loaded

    def rows(self, *kinds: type[Row]) -> list[Row]:
        """Rows of some kinds."""
        return [row for row in self.loaded.rows if isinstance(row, kinds)]

    @property
    def ended(self) -> EndedRow:
        """The last row."""
        (found,) = self.rows(EndedRow)
        assert isinstance(found, EndedRow)
        return found


@cache
def run(spec: Path, *more: str, hash_seed: str = "0", again: int = 0) -> Run:
    """Run a spec in a process of its own; `again` makes another run of the same."""
    del again
    with TemporaryDirectory(prefix="botspec-agree-") as name:
        done = simulate(spec, Path(name), *more, environment={"PYTHONHASHSEED": hash_seed})
        assert done.code == 0, done.err
        with SqliteJournal(Path(done.summary["run_dir"]) / "journal.sqlite", "read") as journal:
            return Run(journal.load())


def backtest(spec: Path, *more: str, hash_seed: str = "0", again: int = 0) -> Run:
    return run(spec, "--mode", "backtest", *more, hash_seed=hash_seed, again=again)


LONGER = frozenset({"dip-buyer", "watched", "trailing", "rotating", "sides"})
"""Looked at with -m slow: what they say of exits and sides is said of shorter runs too."""


@pytest.mark.parametrize(
    "spec",
    [pytest.param(spec, id=spec.stem, marks=[pytest.mark.slow] if spec.stem in LONGER else []) for spec in ALL],
)
def test_simulate_is_the_back_test_through_http(spec):
    simulated, tested = run(spec), backtest(spec)
    assert simulated.rows(*DECIDED) == tested.rows(*DECIDED)
    assert [fill.fill for fill in simulated.rows(FillRow)] == [fill.fill for fill in tested.rows(FillRow)]
    assert [row.moved.amount for row in simulated.rows(CashRow)] == [row.moved.amount for row in tested.rows(CashRow)]
    assert simulated.ended.equity == tested.ended.equity
    assert simulated.ended.cash == tested.ended.cash
    for name, column in tested.loaded.columns.items():
        assert np.array_equal(simulated.loaded.columns[name], column, equal_nan=True), name


def test_the_quickstart_shows_something():
    shown = backtest(QUICKSTART)
    assert len(shown.rows(FillRow)) >= 100
    assert shown.rows(DeniedRow)
    assert shown.rows(TripRow)


@pytest.mark.parametrize("spec", [QUICKSTART, RESTING], ids=lambda spec: spec.stem)
@pytest.mark.parametrize(
    "other",
    [{"again": 1}, {"hash_seed": "1"}, {"more": "--no-fast-forward", "hash_seed": "2"}],
    ids=["another run", "another hash seed", "bar by bar"],
)
def test_a_back_test_repeats_to_the_byte(spec, other):
    more = [other[name] for name in ("more",) if name in other]
    how = {name: value for name, value in other.items() if name != "more"}
    assert backtest(spec, *more, **how).loaded.seal.determinism == backtest(spec).loaded.seal.determinism


def test_a_simulation_repeats_to_the_byte():
    again = run(RESTING, hash_seed="7", again=1)
    assert again.loaded.seal.determinism == run(RESTING).loaded.seal.determinism
