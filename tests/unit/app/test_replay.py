"""A journal decided again: the same, another row, other bars, another spec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.replay import NoBars, Nobody, replay
from botspec.app.request import Refused, RunRequest
from botspec.app.run import run
from botspec.domain.modes import Mode
from botspec.domain.rows import HeaderRow, IntentRow, Row

QUICKSTART = Path(__file__).parents[3] / "specs" / "quickstart.yaml"
FEW = 600


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal of a short back-test, narrowed in every way that counts."""
    folder = tmp_path_factory.mktemp("replay")
    spec = folder / "bot.yaml"
    spec.write_bytes(QUICKSTART.read_bytes())
    request = RunRequest(
        spec, folder / "runs", mode=Mode.BACKTEST, symbols=["AAPL", "IBM"], tighten=["max_position=34%"], steps=FEW
    )
    return run(request, Nobody(), lambda: False).run_dir / "journal.sqlite"


def rewritten(ran: Path, to: Path, change: Callable[[Row], Row]) -> Path:
    """Another journal, whole in itself: every hash is right."""
    with SqliteJournal(ran, "read") as old, SqliteJournal(to / "journal.sqlite", "create") as new:
        for row in old.rows():
            if row.kind not in {"columns", "ended"}:
                new.append(change(row))
        new.commit()
    return to / "journal.sqlite"


def test_the_same_spec_over_the_same_bars_decides_the_same(ran: Path) -> None:
    found = replay(ran, {})
    assert found.first is None
    assert found.rows > 20


def test_a_row_that_somebody_changed_is_found(ran: Path, tmp_path: Path) -> None:
    changed: list[IntentRow] = []

    def later(row: Row) -> Row:
        if not isinstance(row, IntentRow) or changed:
            return row
        changed.append(replace(row, wanted=replace(row.wanted, symbol="AAPL" if row.wanted.symbol == "IBM" else "IBM")))
        return changed[0]

    found = replay(rewritten(ran, tmp_path, later), {})
    assert found.first is not None
    assert found.first.recorded.startswith("intent ")
    assert changed[0].wanted.symbol in found.first.recorded
    assert found.first.recorded != found.first.replayed


def test_a_run_that_did_not_end_is_compared_as_far_as_it_went(ran: Path, tmp_path: Path) -> None:
    assert replay(rewritten(ran, tmp_path, lambda row: row), {}).first is None


def test_other_bars_are_not_replayed(ran: Path, tmp_path: Path) -> None:
    others = rewritten(ran, tmp_path, lambda row: replace(row, bars="0" * 64) if isinstance(row, HeaderRow) else row)
    with pytest.raises(NoBars, match="fingerprint"):
        replay(others, {})


def test_another_spec_is_not_replayed(ran: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(QUICKSTART.read_text(encoding="utf-8").replace("35%", "34%"), encoding="utf-8")
    with pytest.raises(Refused, match="is not the spec") as refused:
        replay(ran, {}, other)
    assert refused.value.exit_code == 2
