"""Requests and the kill switch as files: on a full disk, torn, from several processes."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from botspec.adapters.sqlite.reserve import Reserve
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.switch import NAME, PULLED
from botspec.domain.commands import DISK, Ask, Command, Reply

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
KILL = Command("kill", Ask.KILL, "anna@desk", AT, "enough", flatten=True)


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    mailbox = Mailbox(tmp_path)
    mailbox.open()
    return mailbox


def test_a_request_is_read_answered_once_and_fetched(box: Mailbox, tmp_path: Path) -> None:
    asked = Mailbox(tmp_path).ask(Command("", Ask.REARM, "anna@desk", AT, "it was me", trip="drawdown-1"))
    assert box.waiting()
    assert list(box.commands()) == [asked]
    assert (asked.trip, asked.because) == ("drawdown-1", "it was me")
    box.answer(asked, Reply("done", 3))
    assert not box.waiting()
    assert Mailbox(tmp_path).fetch(asked, 0) == Reply("done", 3)
    assert Mailbox(tmp_path).fetch(asked, 0) is None


def test_requests_come_in_the_order_they_were_made(box: Mailbox) -> None:
    for second in (2, 1, 3):
        box.ask(Command("", Ask.STOP, "", AT.replace(second=second)))
    assert [each.at.second for each in box.commands()] == [1, 2, 3]


def test_what_botspec_did_not_write_is_no_request_and_asked_for_once(box: Mailbox, tmp_path: Path) -> None:
    (tmp_path / "requests" / "x.request").write_text('{"ask": "sell everything"}')
    assert list(box.commands()) == []
    assert not box.waiting()


def test_a_pulled_switch_is_seen_until_it_is_dealt_with(box: Mailbox, tmp_path: Path) -> None:
    assert box.killed() is None
    Mailbox(tmp_path).pull(KILL)
    killed = box.killed()
    assert killed == KILL
    assert Mailbox(tmp_path).killed() == KILL  # a restart sees it too
    assert not Mailbox(tmp_path).seen(0)
    box.taken(KILL)
    assert box.killed() is None
    assert Mailbox(tmp_path).seen(0)


@pytest.mark.parametrize("first", [replace(KILL, flatten=False), None])
def test_a_kill_that_comes_while_another_is_dealt_with_is_heard_too(
    box: Mailbox, tmp_path: Path, first: Command | None
) -> None:
    if first is None:
        (tmp_path / NAME).write_bytes(b'{"ask": "ki')  # read while it was being written
    else:
        box.pull(first)
    before = box.killed()
    assert before is not None
    Mailbox(tmp_path).pull(KILL)
    box.taken(before)
    assert box.killed() == KILL
    box.taken(KILL)
    assert box.killed() is None


def test_pulling_it_takes_no_room(box: Mailbox, tmp_path: Path) -> None:
    before = (tmp_path / NAME).stat().st_blocks
    box.pull(KILL)
    assert (tmp_path / NAME).stat().st_blocks == before
    assert (tmp_path / NAME).stat().st_size == 4096


def test_where_writing_is_refused_it_is_renamed(box: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", refused)
    box.pull(KILL)
    assert (tmp_path / PULLED).exists()
    killed = box.killed()
    assert killed is not None
    assert killed.flatten is None  # it halts: what was asked beside that is lost
    box.taken(killed)
    assert box.killed() is None  # not heard twice by this process, though it could not be put back
    monkeypatch.undo()
    again = Mailbox(tmp_path)
    assert (again.killed() is None) is not (tmp_path / PULLED).exists()


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"ask": "kill"}', b"x" * 5000])
def test_a_switch_that_cannot_be_read_counts_as_pulled(box: Mailbox, tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    killed = box.killed()
    assert killed is not None
    assert killed.ask is Ask.KILL


def test_a_switch_that_is_gone_counts_as_pulled(box: Mailbox, tmp_path: Path) -> None:
    (tmp_path / NAME).unlink()
    assert box.killed() is not None


def test_opening_keeps_what_was_pulled_and_clears_answers_nobody_fetched(tmp_path: Path) -> None:
    first = Mailbox(tmp_path)
    first.open()
    first.pull(KILL)
    first.answer(KILL, Reply("nobody reads this"))
    second = Mailbox(tmp_path)
    second.open()
    assert second.killed() == KILL
    assert list((tmp_path / "requests").iterdir()) == []


def test_a_full_disk_kills_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "journal.sqlite")
    assert reserve.fill()
    box = Mailbox(tmp_path, disk_full=lambda: not reserve.there)
    box.open()
    assert not box.waiting()
    assert reserve.spend()
    assert not reserve.spend()
    killed = box.killed()
    assert killed is not None
    assert killed.id == DISK
    box.taken(killed)
    assert box.killed() is None
    assert reserve.fill()
