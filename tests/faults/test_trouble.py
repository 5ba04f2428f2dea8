"""What is not a sudden death: Ctrl-C, a dead simulator, a full disk, a second start, missing keys."""

from pathlib import Path

import pytest

from botspec.adapters.sqlite import SqliteJournal
from botspec.domain.rows import FillRow, IntentRow, NoteRow
from tests.faults.harness import SPECS, Finished, botspec, simulate, trace
from tests.faults.kill import uninterrupted

RESTING, PAPER = SPECS / "resting.yaml", SPECS / "rehearsal.yaml"


def goes_on(folder: Path, run_dir: Path) -> None:
    """The same command ends the same run as if nothing had happened."""
    done = simulate(RESTING, folder)
    assert done.code == 0, done.err
    assert Path(done.summary["run_dir"]) == run_dir
    found = trace(RESTING, run_dir)
    assert found.wrongs() == []
    assert found.differs(uninterrupted("resting")) == []


def only_run(folder: Path) -> Path:
    (found,) = (folder / "runs").iterdir()
    return found


def notes(run_dir: Path) -> dict[str, str]:
    with SqliteJournal(run_dir / "journal.sqlite", "read") as journal:
        return {row.code: row.text for row in journal.rows() if isinstance(row, NoteRow)}


def test_ctrl_c_keeps_positions_and_says_so(tmp_path):
    stopped = simulate(RESTING, tmp_path, point="marked", hit=9, who="asked")
    assert stopped.code == 130
    assert stopped.summary["ended"] == "interrupted"
    assert stopped.err.endswith(
        "interrupted: positions and working orders stay as they are; the same command goes on from here\n"
    )
    run_dir = only_run(tmp_path)
    told = notes(run_dir)["INTERRUPTED"].removeprefix("stopped; positions kept: ").split("; working orders kept: ")
    assert sorted(told[0].split(", ")) == held_after(run_dir) != []
    assert not (run_dir / "simulator.json").exists()
    goes_on(tmp_path, run_dir)


@pytest.mark.parametrize("who", ["ended", "left"])
def test_a_closed_terminal_is_as_a_service_manager_that_asks(tmp_path, who):
    assert simulate(RESTING, tmp_path, point="marked", hit=9, who=who).code == 130
    run_dir = only_run(tmp_path)
    told = notes(run_dir)["INTERRUPTED"].removeprefix("stopped; positions kept: ").split("; working orders kept: ")
    assert sorted(told[0].split(", ")) == held_after(run_dir) != []
    assert list(run_dir.glob("report.*")) != []
    assert list(tmp_path.glob("botspec-bug-*")) == []
    goes_on(tmp_path, run_dir)


def test_under_nohup_it_goes_on_without_its_terminal(tmp_path):
    assert simulate(RESTING, tmp_path, point="marked", hit=9, who="nohup").code == 0
    found = trace(RESTING, only_run(tmp_path))
    assert found.wrongs() == []
    assert found.differs(uninterrupted("resting")) == []


def held_after(run_dir: Path) -> list[str]:
    shares: dict[str, int] = {}
    with SqliteJournal(run_dir / "journal.sqlite", "read") as journal:
        for row in journal.rows():
            if isinstance(row, FillRow):
                sign = 1 if row.fill.side == "buy" else -1
                shares[row.fill.symbol] = shares.get(row.fill.symbol, 0) + sign * int(row.fill.quantity)
    return sorted(f"{count} {symbol}" for symbol, count in shares.items() if count)


def test_a_dead_simulator_is_said_plainly(tmp_path):
    died = simulate(RESTING, tmp_path, point="simulator:advance-unkept", hit=20)
    assert died.code == 75
    assert died.err == (
        "error: the simulator's control handle did not answer (/sim/advance): ConnectionError\n"
        "nothing is lost; start again with the same command to go on\n"
    )
    goes_on(tmp_path, only_run(tmp_path))


def test_nothing_is_sent_once_the_journal_cannot_be_written(tmp_path):
    full = simulate(RESTING, tmp_path, point="disk", hit=280)
    run_dir = only_run(tmp_path)
    assert full.code == 8
    assert full.err.startswith(f"error: {run_dir}/journal.sqlite: the disk or the file refused (")
    with SqliteJournal(run_dir / "journal.sqlite", "read") as journal:
        intents = {row.intent.request.client_order_id for row in journal.rows() if isinstance(row, IntentRow)}
    sent = {name for name, _ in trace(RESTING, run_dir).sent}
    assert sent
    assert sent <= intents
    goes_on(tmp_path, run_dir)


@pytest.fixture
def busy(tmp_path):
    """A paper folder that another process writes to."""
    with SqliteJournal(tmp_path / "runs" / "paper-main-rehearsal" / "journal.sqlite", "create"):
        yield tmp_path


def test_a_second_start_is_refused(busy):
    keys = {"APCA_API_KEY_ID": "PK" + "A" * 18, "APCA_API_SECRET_KEY": "b" * 40}
    second = paper(busy, keys)
    assert second.code == 8
    assert "is being written by process " in second.err
    assert "that run is under way: nothing was started" in second.err


def test_without_keys_it_says_where_to_get_them_and_where_to_put_them(tmp_path):
    refused = paper(tmp_path, {})
    assert refused.code == 4
    assert "no Alpaca paper keys for account 'main': APCA_API_KEY_ID and APCA_API_SECRET_KEY not set" in refused.err
    assert "get them: sign in at https://app.alpaca.markets" in refused.err
    assert "set them: export APCA_API_KEY_ID=PK..." in refused.err
    assert "botspec run SPEC --simulator simulator.json" in refused.err
    assert not (tmp_path / "runs").exists()


def paper(folder: Path, environment: dict[str, str]) -> Finished:
    return botspec("run", PAPER, "--runs", folder / "runs", cwd=folder, environment=environment)
