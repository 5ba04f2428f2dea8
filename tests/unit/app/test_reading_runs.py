from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.find_run import NoSuchRun, find_run, journals
from botspec.app.journal import verify_run
from botspec.app.operate import bots, one_bot
from botspec.app.replay import Nobody
from botspec.app.report import load_record, render_journal, render_run
from botspec.app.request import RunRequest
from botspec.app.run import run
from botspec.app.runs import list_runs
from botspec.app.status import status
from botspec.domain.modes import Mode
from botspec.domain.rows import AdoptedRow, MarkRow, SpecRow
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.report.render import UnknownFormat
from tests.fakes.a_run import a_run
from tests.fakes.run_folders import run_folder, tamper


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def folder(runs):
    return run_folder(runs / "one")


def test_a_run_is_found_by_folder_journal_name_and_last(runs, folder):
    journal = folder / "journal.sqlite"
    newer = run_folder(runs / "two", 20) / "journal.sqlite"
    os.utime(journal, (1, 1))

    assert find_run(str(folder), runs) == journal
    assert find_run(str(journal), runs) == journal
    assert find_run("one", runs) == journal
    assert find_run("last", runs) == newer
    assert journals(runs) == [newer, journal]


@pytest.mark.parametrize("word", ["nothing", "", ".", "last"])
def test_what_is_no_run_is_said(runs, word):
    with pytest.raises(NoSuchRun):
        find_run(word, runs)


def test_reports_are_written_for_their_owner_only(folder):
    rendered = render_run(folder, ("html", "md", "json"))

    assert {path.name for path in rendered.paths.values()} == {"report.html", "report.md", "report.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in rendered.paths.values()} == {0o600}
    assert sorted(each.name for each in folder.iterdir()) == [
        "journal.lock", "journal.sqlite", "report.html", "report.json", "report.md",
    ]  # fmt: skip


def test_rendering_twice_gives_the_same_bytes(folder, tmp_path):
    first = render_run(folder, ("html", "md", "json"))
    again = render_journal(folder / "journal.sqlite", ("html", "md", "json"), tmp_path / "elsewhere" / "deep")

    for name, path in first.paths.items():
        assert path.read_bytes() == again.paths[name].read_bytes()


@pytest.mark.parametrize("name", ["quickstart", "long-short", "dollar-cost-averaging"])
def test_a_back_test_s_report_is_the_one_that_its_journal_gives(tmp_path, name):
    spec = Path(__file__).parents[3] / "specs" / f"{name}.yaml"
    ran = run(RunRequest(spec, tmp_path / "runs", mode=Mode.BACKTEST, steps=400), Nobody(), lambda: False)

    again = render_journal(ran.run_dir / "journal.sqlite", tuple(ran.reports), tmp_path / "again")

    assert len(ran.reports) == 3
    for format_, path in ran.reports.items():
        assert path.read_bytes() == again.paths[format_].read_bytes()


def test_a_report_that_cannot_be_written_is_unwritable(folder):
    with pytest.raises(JournalUnwritable, match="cannot be written"):
        render_run(folder, ("md",), folder / "journal.sqlite" / "below")


def test_an_unknown_format_is_refused_before_anything_is_read(folder):
    with pytest.raises(UnknownFormat, match="html, md, json"):
        render_run(folder, ("html", "pdf"))
    assert not (folder / "report.html").exists()


def test_a_damaged_journal_gives_no_report(folder):
    tamper(folder, "UPDATE rows SET body = replace(body, 'IBM', 'XXX') WHERE seq = 60")

    with pytest.raises(JournalDamaged, match="row 60 "):
        render_run(folder, ("html",))


def test_a_run_that_was_killed_has_a_report(runs):
    record = load_record(run_folder(runs / "cut", 60, "simulate", ended=False) / "journal.sqlite")

    assert record.stamps[0].word == "UNFINISHED"
    assert len(record.curve) == 60


def test_verify_tells_whether_the_report_is_of_this_journal(folder):
    journal = folder / "journal.sqlite"
    assert verify_run(journal).report is None
    render_run(folder, ("json",))
    assert verify_run(journal).report == "names this head"

    rows = verify_run(journal).seal.rows
    with SqliteJournal(journal, "append") as file:
        file.append(a_run(1)[0][0])
    assert verify_run(journal).report == f"names the head of row {rows}; rows were added since"


def test_a_tail_cut_off_shows_against_the_report_and_against_a_head_noted_before(folder):
    journal = folder / "journal.sqlite"
    head = verify_run(journal).seal.head
    render_run(folder, ("json",))
    tamper(folder, "DELETE FROM rows WHERE seq > 100")

    with pytest.raises(JournalDamaged, match="rows were cut off"):
        verify_run(journal)
    (folder / "report.json").unlink()
    assert verify_run(journal).seal.rows == 100
    with pytest.raises(JournalDamaged, match="no row has the hash"):
        verify_run(journal, head)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"provenance":{"journal":{"rows":"x","head":1}}}'])
def test_a_report_json_that_is_none_is_not_compared(folder, text):
    (folder / "report.json").write_text(text)

    assert verify_run(folder / "journal.sqlite").report is None


def test_runs_are_listed_with_their_state(runs, folder):
    run_folder(runs / "cut", 60, "simulate", ended=False)
    broken = run_folder(runs / "broken", 20)
    (broken / "journal.sqlite").write_bytes(b"garbage")
    with SqliteJournal(runs / "busy" / "journal.sqlite", "create") as busy:
        for row in a_run(40, "simulate", ended=False)[0]:
            busy.append(row)
        busy.commit()
        found = {line.name: line for line in list_runs(runs)}

    record = load_record(folder / "journal.sqlite")
    assert {name: line.state for name, line in found.items()} == {
        "one": "finished", "cut": "unfinished", "broken": "damaged", "busy": "running",
    }  # fmt: skip
    line = found["one"]
    assert (line.bot, line.mode, line.equity) == ("dip-buyer", "backtest", round(record.final_equity, 2))
    assert (line.trades, line.denied) == (len(record.trades), len(record.denied))
    assert "torn" in found["broken"].trouble
    assert list_runs(runs / "nowhere") == []


def test_the_status_of_a_running_bot(runs):
    rows, _ = a_run(60, "simulate", ended=False)
    journal = runs / "busy" / "journal.sqlite"
    with SqliteJournal(journal, "create") as busy:
        for row in rows:
            busy.append(row)
        busy.commit()
        found = status(journal)

    record = load_record(journal)
    assert (found.state, found.writer) == ("running", os.getpid())
    assert found.cash == record.money.cash
    assert {each.symbol: each.quantity for each in found.positions} == {
        each.symbol: each.quantity for each in record.ledger.open
    }
    assert found.last_at == datetime(2007, 3, 27, 21, tzinfo=UTC)
    assert found.next_close_at == datetime(2007, 3, 28, 20, tzinfo=UTC)
    assert (found.working, found.trips) == ((), ())


@pytest.mark.parametrize(
    ("symbol", "at", "closes_at"),
    [
        ("BTC/USD", datetime(2024, 6, 8, tzinfo=UTC), datetime(2024, 6, 9, tzinfo=UTC)),
        ("BTC/USD", datetime(2024, 6, 8, 23, 59, tzinfo=UTC), datetime(2024, 6, 9, tzinfo=UTC)),
        ("IBM", datetime(2024, 6, 7, 15, tzinfo=UTC), datetime(2024, 6, 7, 20, tzinfo=UTC)),
        ("IBM", datetime(2024, 6, 7, 20, tzinfo=UTC), datetime(2024, 6, 10, 20, tzinfo=UTC)),
    ],
)
def test_a_bot_looks_again_when_its_own_market_closes_a_day(runs, symbol, at, closes_at):
    rows, _ = a_run(60, "simulate", ended=False)
    spec = next(row for row in rows if isinstance(row, SpecRow))
    mark = next(row for row in rows if isinstance(row, MarkRow))
    journal = runs / "busy" / "journal.sqlite"
    with SqliteJournal(journal, "create") as busy:
        busy.append(replace(spec, symbols=(symbol,)))
        busy.append(replace(mark, at=at))

    assert status(journal).next_close_at == closes_at


def test_the_status_shows_working_orders_and_trips_that_hold(runs):
    rows, _ = a_run(600, "simulate", ended=False)
    trip = next(index for index, row in enumerate(rows) if row.kind == "trip")
    order = next(index for index, row in enumerate(rows) if row.kind == "order" and index > trip)
    journal = runs / "cut" / "journal.sqlite"
    with SqliteJournal(journal, "create") as file:
        for row in rows[: order + 1]:
            file.append(row)

    found = status(journal)

    assert found.state == "unfinished"
    assert [each.guard for each in found.trips] == ["drawdown"]
    assert [each.status for each in found.working] == ["new"]


def test_the_status_of_an_empty_journal(runs):
    with SqliteJournal(runs / "new" / "journal.sqlite", "create"):
        pass
    found = status(runs / "new" / "journal.sqlite")

    assert (found.state, found.equity, found.last_at, found.positions) == ("unfinished", None, None, ())
    assert json.dumps(found.warnings) == "[]"


def test_a_bot_is_its_newest_run_and_no_other_bot_s(runs):
    for name in (
        "paper-main-big-dip",
        "paper-main-dip-2",
        "rehearsal-main-dip-3",
        "dip-backtest-20260102T030405-abcdef",
    ):
        run_folder(runs / name)
    older = runs / "dip-backtest-20260102T030405-abcdef" / "journal.sqlite"
    os.utime(older, (1, 1))

    assert find_run("dip", runs).parent.name == "rehearsal-main-dip-3"
    assert find_run("big-dip", runs).parent.name == "paper-main-big-dip"
    assert [folder.name for folder in bots("dip", runs)] == ["rehearsal-main-dip-3"]
    assert [folder.name for folder in bots("paper-main-big-dip", runs)] == ["paper-main-big-dip"]
    assert len(bots(None, runs)) == 3


def test_closing_one_bot_s_positions_never_means_another_whose_id_ends_alike(runs):
    run_folder(runs / "paper-main-big-dip")

    with pytest.raises(NoSuchRun):
        one_bot("dip", runs)


def test_status_holds_what_was_adopted(runs):
    folder = run_folder(runs / "paper-main-dip", 30, ended=False)
    held = {each.symbol for each in status(folder / "journal.sqlite").positions}
    with SqliteJournal(folder / "journal.sqlite", "append") as journal:
        at = datetime(2026, 1, 2, tzinfo=UTC)
        journal.append(AdoptedRow(at, "position", "NEW", Decimal(3), Decimal("261.60"), "me", "by hand"))
        journal.commit()

    now = status(folder / "journal.sqlite")

    assert {each.symbol for each in now.positions} == held | {"NEW"}
    assert next(each for each in now.positions if each.symbol == "NEW").quantity == 3
