"""One spec, several ways to run it: the same orders, fills and equity, to the last bit."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from botspec.adapters.sqlite import Loaded, SqliteJournal
from botspec.domain.modes import Mode
from botspec.domain.rows import DeniedRow, FillRow, TripRow
from tests.fakes.alike import check_alike
from tests.fakes.written import Journalled, run_here
from tests.faults.harness import ROOT, SPECS, simulate

QUICKSTART = ROOT / "specs" / "quickstart.yaml"
RESTING = SPECS / "resting.yaml"
BRACKET = SPECS / "bracket.yaml"
WATCHED = SPECS / "watched.yaml"
COSTS = SPECS / "costs.yaml"
ROTATING, PAIRED, SIDES = SPECS / "rotating.yaml", SPECS / "paired.yaml", SPECS / "sides.yaml"
PATIENT, DIP_BUYER, DOLLARS = (SPECS / f"{name}.yaml" for name in ("patient", "dip-buyer", "dollars"))
TRAILING, GUARDED = SPECS / "trailing.yaml", SPECS / "guarded.yaml"
ALL = [QUICKSTART, RESTING, BRACKET, WATCHED, COSTS, ROTATING, PAIRED, SIDES, PATIENT, DIP_BUYER, DOLLARS, TRAILING]
ALL.append(GUARDED)


@cache
def here(spec: Path, mode: Mode, again: int = 0) -> Journalled:
    """Run a spec in this process; `again` makes another run of the same."""
    del again
    with TemporaryDirectory(prefix="botspec-agree-") as name:
        return run_here(spec, mode, runs=Path(name))


def elsewhere(spec: Path, *more: str, hash_seed: str) -> Loaded:
    """The journal of a run in a process of its own, as is its simulator."""
    with TemporaryDirectory(prefix="botspec-agree-") as name:
        done = simulate(spec, Path(name), *more, environment={"PYTHONHASHSEED": hash_seed})
        assert done.code == 0, done.err
        with SqliteJournal(Path(done.summary["run_dir"]) / "journal.sqlite", "read") as journal:
            return journal.load()


LONGER = frozenset(
    {"quickstart", "bracket", "patient", "dollars", "paired", "dip-buyer", "watched", "trailing", "rotating", "sides"}
    | {"guarded"}
)
"""Looked at with -m slow: what they say is said of shorter runs too."""


@pytest.mark.parametrize(
    "spec",
    [pytest.param(spec, id=spec.stem, marks=[pytest.mark.slow] if spec.stem in LONGER else []) for spec in ALL],
)
def test_simulate_is_the_back_test_through_http(spec):
    check_alike(here(spec, Mode.SIMULATE).loaded, here(spec, Mode.BACKTEST).loaded)


def test_so_is_the_first_year_of_the_quickstart(tmp_path):
    simulated, tested = (
        run_here(QUICKSTART, mode, runs=tmp_path, steps=250) for mode in (Mode.SIMULATE, Mode.BACKTEST)
    )
    check_alike(simulated.loaded, tested.loaded)
    assert len(simulated.rows(FillRow)) >= 20


def test_the_quickstart_shows_something():
    shown = here(QUICKSTART, Mode.BACKTEST)
    assert len(shown.rows(FillRow)) >= 100
    assert shown.rows(DeniedRow)
    assert shown.rows(TripRow)


@pytest.mark.parametrize("spec", [QUICKSTART, RESTING], ids=lambda spec: spec.stem)
@pytest.mark.parametrize(
    "other",
    [
        lambda spec: here(spec, Mode.BACKTEST, again=1).loaded,
        lambda spec: elsewhere(spec, "--mode", "backtest", hash_seed="1"),
        lambda spec: elsewhere(spec, "--mode", "backtest", "--no-fast-forward", hash_seed="2"),
    ],
    ids=["another run", "another hash seed", "bar by bar"],
)
def test_a_back_test_repeats_to_the_byte(spec, other):
    assert other(spec).seal.determinism == here(spec, Mode.BACKTEST).loaded.seal.determinism


def test_a_simulation_repeats_to_the_byte():
    again = elsewhere(RESTING, hash_seed="7")
    assert again.seal.determinism == here(RESTING, Mode.SIMULATE).loaded.seal.determinism
