from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import zlib
from contextlib import closing
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from botspec.adapters.sqlite import SqliteJournal, holder
from botspec.domain.rows import ColumnsRow, NoteRow
from botspec.journal.memory import MemoryJournal
from botspec.ports.journal import Journal, JournalDamaged, JournalLocked, JournalUnwritable
from tests.fakes.a_run import a_run

ROWS, COLUMNS = a_run(60)
TRIGGERS = ("rows_no_update", "rows_no_delete", "columns_no_update", "columns_no_delete")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run" / "journal.sqlite"


@pytest.fixture
def written(path):
    write(path)
    return path


def write(path, *, bulk=True):
    with SqliteJournal(path, "create", bulk=bulk) as journal:
        for row in ROWS:
            journal.append(row)
        journal.store_columns(COLUMNS)
        journal.commit()
    return path


@pytest.mark.parametrize("bulk", [False, True])
def test_rows_and_columns_come_back(path, bulk):
    write(path, bulk=bulk)

    with SqliteJournal(path, "read") as journal:
        *rows, last = journal.rows()
        columns = journal.columns()
        seal = journal.verify()

    assert rows == ROWS
    assert isinstance(last, ColumnsRow)
    assert {name: column.tobytes() for name, column in columns.items()} == {
        name: column.tobytes() for name, column in COLUMNS.items()
    }
    assert seal.rows == len(ROWS) + 1


def test_the_chain_is_the_one_kept_in_memory(written):
    memory = MemoryJournal()
    for row in ROWS:
        memory.append(row)
    memory.store_columns(COLUMNS)

    with SqliteJournal(written, "read") as journal:
        assert journal.seal() == memory.seal()


def test_a_restart_continues_the_chain(path):
    with SqliteJournal(path, "create") as journal:
        for row in ROWS[:30]:
            journal.append(row)
    with SqliteJournal(path, "append") as journal:
        port: Journal = journal
        assert list(port.rows()) == ROWS[:30]
        for row in ROWS[30:]:
            port.append(row)
        port.store_columns(COLUMNS)

    whole = write(path.parent.parent / "whole" / "journal.sqlite")
    with SqliteJournal(path, "read") as one, SqliteJournal(whole, "read") as other:
        assert one.verify() == other.verify()


def test_what_was_not_committed_is_lost_with_the_process_and_nothing_else(path):
    program = (
        "import os, sys; from pathlib import Path; from botspec.adapters.sqlite import SqliteJournal\n"
        "from tests.fakes.a_run import a_run\n"
        "rows = a_run(60)[0]; journal = SqliteJournal(Path(sys.argv[1]), 'create')\n"
        "[journal.append(row) for row in rows[:50]]; journal.commit()\n"
        "[journal.append(row) for row in rows[50:60]]; os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False, cwd=Path.cwd(), env=_environment())

    with SqliteJournal(path, "append") as journal:
        assert list(journal.rows()) == ROWS[:50]
        assert journal.verify().rows == 50


WRONG = NoteRow(datetime(2025, 1, 2), "info", "X", "")  # noqa: DTZ001  (a time that cannot be written)


def test_a_row_that_cannot_be_written_is_not_taken_and_the_next_one_is(path):
    with SqliteJournal(path, "create") as journal:
        journal.append(ROWS[0])
        with pytest.raises(ValueError, match="aware"):
            journal.append(WRONG)
        journal.append(ROWS[1])
        journal.commit()

    with SqliteJournal(path, "read") as journal:
        assert list(journal.rows()) == ROWS[:2]


def test_a_bulk_journal_takes_nothing_after_a_row_that_cannot_be_written(path):
    with SqliteJournal(path, "create", bulk=True) as journal:
        journal.append(WRONG)
        with pytest.raises(ValueError, match="aware"):
            journal.seal()
        with pytest.raises(JournalUnwritable, match="nothing more"):
            journal.append(ROWS[0])

    with SqliteJournal(path, "read") as journal:
        assert list(journal.rows()) == []


def test_a_bulk_journal_is_sealed_with_all_its_rows(path):
    with SqliteJournal(path, "create", bulk=True) as journal:
        for row in ROWS:
            journal.append(row)
        assert journal.seal().rows == len(ROWS)


def test_a_bulk_journal_writes_at_close_even_when_the_run_fails(path):
    def failing_run():
        with SqliteJournal(path, "create", bulk=True) as journal:
            for row in ROWS:
                journal.append(row)
                journal.commit()
            with SqliteJournal(path, "read") as reader:
                assert list(reader.rows()) == []
            raise RuntimeError("the run failed")

    with pytest.raises(RuntimeError):
        failing_run()
    with SqliteJournal(path, "read") as reader:
        assert list(reader.rows()) == ROWS


def test_everything_can_be_loaded_at_once(written):
    with SqliteJournal(written, "read") as journal:
        loaded = journal.load()
        assert loaded.rows == list(journal.rows())
        assert loaded.seal == journal.verify()
        assert loaded.columns.keys() == COLUMNS.keys()
        assert journal.heads()[-1] == loaded.seal.head
        assert list(journal.some([type(ROWS[0])])) == ROWS[:1]


def test_a_reader_sees_what_a_writer_committed(path):
    with SqliteJournal(path, "create") as writer:
        writer.append(ROWS[0])
        writer.commit()
        writer.append(ROWS[1])
        with SqliteJournal(path, "read") as reader:
            assert list(reader.rows()) == ROWS[:1]
            assert holder(path) == os.getpid()
    assert holder(path) is None


def test_reading_a_finished_journal_leaves_no_trace(written):
    before = sorted(each.name for each in written.parent.iterdir())
    with SqliteJournal(written, "read") as journal:
        journal.verify()

    assert sorted(each.name for each in written.parent.iterdir()) == before


def test_files_are_for_their_owner_only(path):
    with SqliteJournal(path, "create") as journal:
        journal.append(ROWS[0])
        journal.commit()
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {"journal.sqlite", "journal.sqlite-wal", "journal.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_second_writer_is_refused_and_told_who_has_it(written):
    with SqliteJournal(written, "append"):
        with pytest.raises(JournalLocked, match=f"process {os.getpid()}") as refusal:
            SqliteJournal(written, "append")
        with pytest.raises(JournalUnwritable):
            SqliteJournal(written, "create")

    assert refusal.value.holder == os.getpid()
    with SqliteJournal(written, "append") as journal:
        assert journal.seal().rows == len(ROWS) + 1


def test_where_no_lock_can_be_had_nothing_is_written(path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("botspec.adapters.sqlite.lock.fcntl.flock", refuse)
    with pytest.raises(JournalUnwritable, match="cannot be locked: No locks available"):
        SqliteJournal(path, "create")
    assert not path.exists()


def test_an_existing_journal_is_never_created_over(written):
    with pytest.raises(JournalUnwritable, match="exists already"):
        SqliteJournal(written, "create")
    assert holder(written) is None


@pytest.mark.parametrize("mode", ["append", "read"])
def test_a_journal_that_is_not_there_is_not_made(path, mode):
    path.parent.mkdir()
    with pytest.raises(JournalUnwritable, match="no journal"):
        SqliteJournal(path, mode)
    assert not path.exists()


def test_a_commit_waits_for_the_disk(path):
    with SqliteJournal(path, "create") as journal:
        pragma = journal._store._connection.execute

        assert pragma("PRAGMA synchronous").fetchone() == (2,)
        assert pragma("PRAGMA journal_mode").fetchone() == (b"wal",)


def test_a_crash_while_creating_leaves_nothing_in_the_way(path):
    path.parent.mkdir()
    path.with_name("journal.sqlite.new").write_bytes(b"half")
    write(path)

    assert sorted(each.name for each in path.parent.iterdir()) == ["journal.lock", "journal.sqlite"]


def test_nothing_can_be_added_to_what_was_opened_to_read(written):
    with SqliteJournal(written, "read") as journal, pytest.raises(JournalUnwritable, match="opened to read"):
        journal.append(ROWS[0])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE rows SET body = '{}'", "DELETE FROM rows", "UPDATE columns SET data = x''", "DELETE FROM columns"],
)
def test_the_file_itself_refuses_changes(written, statement):
    with closing(sqlite3.connect(written)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)


def test_after_a_refused_write_nothing_more_is_taken(path):
    with SqliteJournal(path, "create") as journal:
        journal.append(ROWS[0])
        journal.commit()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            # As a full disk would: the row is in the way, so the write fails.
            other.execute("INSERT INTO rows VALUES (2, 'note', '{}', zeroblob(32))")
        journal.append(ROWS[1])
        with pytest.raises(JournalUnwritable):
            journal.commit()
        with pytest.raises(JournalUnwritable, match="refused a write before"):
            journal.append(ROWS[2])
        with pytest.raises(JournalUnwritable, match="refused a write before"):
            journal.commit()


def test_a_full_disk_is_unwritable_not_a_traceback_of_sqlite(path):
    with SqliteJournal(path, "create") as journal:
        journal._store._connection.execute("PRAGMA max_page_count = 8")
        for row in ROWS:
            journal.append(row)
        with pytest.raises(JournalUnwritable, match="full"):
            journal.commit()
    with SqliteJournal(path, "read") as journal:
        assert list(journal.rows()) == []


def tampered(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = [
            connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            for name in TRIGGERS
        ]
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(*statement)
        for trigger in triggers:
            connection.execute(trigger)
    return path


def damage(path):
    with pytest.raises(JournalDamaged) as caught, SqliteJournal(path, "read") as journal:
        journal.verify()
    with pytest.raises(JournalDamaged), SqliteJournal(path, "append") as journal:
        journal.verify()
    return str(caught.value)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE rows SET body = replace(body, '2007', '2008') WHERE seq = 40", "row 40 "),
        ("UPDATE rows SET body = CAST(x'FFFE' AS TEXT) WHERE seq = 40", "row 40 "),
        ("UPDATE rows SET kind = 'gossip' WHERE seq = 40", "row 40 "),
        ("UPDATE rows SET hash = zeroblob(32) WHERE seq = 40", "row 40 "),
        ("DELETE FROM rows WHERE seq = 40", "row 40 is missing"),
        ("DELETE FROM rows WHERE seq <= 5", "row 1 is missing"),
        ("UPDATE rows SET seq = 100000 WHERE seq = 40", "row 40 is missing"),
        ("INSERT INTO rows SELECT 1 + (SELECT max(seq) FROM rows), kind, body, hash FROM rows WHERE seq = 40", "row "),
        ("DELETE FROM columns", "is missing"),
        ("UPDATE columns SET dtype = '<i8' WHERE dtype = '<f8'", "was changed"),
        ("UPDATE columns SET data = x'00'", "cannot be unpacked"),
        ("ALTER TABLE rows ADD COLUMN mood TEXT", "tables or triggers"),
        ("CREATE TABLE more (a)", "tables or triggers"),
        ("PRAGMA user_version = 99", "newer botspec"),
        ("PRAGMA user_version = 0", "tables or triggers"),
        ("PRAGMA application_id = 7", "no botspec journal"),
    ],
)
def test_what_was_tampered_with_is_named(written, statement, says):
    assert says in damage(tampered(written, (statement,)))


def test_a_trigger_taken_away_is_noticed(written):
    with closing(sqlite3.connect(written, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER rows_no_update")

    assert "tables or triggers" in damage(written)


def test_an_edit_behind_a_dropped_trigger_is_still_located(written):
    with closing(sqlite3.connect(written, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER rows_no_update")
        connection.execute("UPDATE rows SET body = replace(body, '1', '2') WHERE seq = 3")

    said = damage(written)
    assert "row 3 (" in said
    assert "tables or triggers" in said


def test_a_column_with_other_values_is_noticed(written):
    data = zlib.compress(np.zeros(60).tobytes())

    assert "was changed" in damage(tampered(written, ("UPDATE columns SET data = ?", (data,))))


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage" * 1000, b"SQLite format 3\x00" + b"\x00" * 4000],
    ids=["empty", "garbage", "torn header"],
)
def test_a_file_that_is_no_journal_is_damage(path, content):
    path.parent.mkdir()
    path.write_bytes(content)

    assert "journal.sqlite" in damage(path)


def test_a_database_of_another_program_is_damage(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE rows (seq, kind, body, hash)")

    assert "no botspec journal" in damage(path)


def test_a_file_cut_short_is_damage(written):
    content = written.read_bytes()
    for part in (0.2, 0.5, 0.9):
        written.write_bytes(content[: int(len(content) * part)])
        damage(written)


def test_bytes_overwritten_anywhere_are_located_or_change_nothing(written, tmp_path):
    with SqliteJournal(written, "read") as journal:
        seal = journal.verify()
    content, rng = written.read_bytes(), random.Random(7)  # noqa: S311
    missed = 0
    for _ in range(150):
        place = rng.randrange(100, len(content) - 8)
        bad = shutil.copy(written, tmp_path / "bad.sqlite")
        bad.write_bytes(content[:place] + rng.randbytes(8) + content[place + 8 :])
        try:
            with SqliteJournal(bad, "read") as journal:
                # A free part of a page holds nothing: then every row and column is the same.
                assert journal.verify() == seal
                assert list(journal.rows())[:-1] == ROWS
                assert journal.columns().keys() == COLUMNS.keys()
                missed += 1
        except JournalDamaged as error:
            assert str(error)  # noqa: PT017
    assert missed < 75


def _environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(["."])}
