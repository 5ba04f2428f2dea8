"""What botspec keeps on a machine is for its owner alone, whatever the umask says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system.arming import record_path, save_record
from botspec.adapters.system.files import made_private, private_folder, write_private
from botspec.gates.arm import ArmRecord

NOW = datetime(2026, 7, 1, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0o002)
    yield
    os.umask(before)


def test_folders_on_the_way_are_private_too(tmp_path: Path) -> None:
    """`mkdir(parents=True, mode=...)` gives the mode to the last one only."""
    made_private(tmp_path / "one" / "two" / "three")
    assert _modes(tmp_path / "one", tmp_path / "one/two", tmp_path / "one/two/three") == [0o700] * 3


def test_what_was_there_is_left_as_its_owner_wants_it(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir(mode=0o750)
    made_private(tmp_path / "runs" / "bot")
    assert _modes(tmp_path / "runs", tmp_path / "runs/bot") == [0o750, 0o700]


def test_a_folder_that_must_be_private_is_made_so(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir(mode=0o755)
    private_folder(tmp_path / "cache")
    assert _modes(tmp_path / "cache") == [0o700]


def test_a_file_is_private(tmp_path: Path) -> None:
    write_private(tmp_path / "plan.json", "{}")
    assert _modes(tmp_path / "plan.json") == [0o600]


def test_the_state_folder_of_arm_records_is_private_also_when_an_older_version_made_it(tmp_path: Path) -> None:
    (tmp_path / ".local/state/botspec").mkdir(parents=True, mode=0o755)
    path = record_path({"HOME": str(tmp_path)}, "main", "bot")
    save_record(path, _record())
    assert _modes(path, path.parent, path.parent.parent) == [0o600, 0o700, 0o700]


def test_every_file_of_a_journal_is_private(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "bot" / "journal.sqlite"
    with SqliteJournal(path, "create"):
        assert _modes(*path.parent.iterdir()) == [0o600] * len(list(path.parent.iterdir()))
    assert _modes(tmp_path / "runs", path.parent) == [0o700] * 2


def _record() -> ArmRecord:
    return ArmRecord(
        bot="bot",
        profile="main",
        digest="a" * 64,
        lock="b" * 64,
        account="****1234",
        operator="Ann",
        host="c" * 64,
        armed_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )


def _modes(*paths: Path) -> list[int]:
    return [path.stat().st_mode & 0o777 for path in paths]
