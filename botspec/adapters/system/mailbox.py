"""Requests to a bot as files in its run folder: written by any process of its owner, read by the one that runs it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botspec.adapters.system.files import private_folder, write_private
from botspec.adapters.system.switch import KillSwitch
from botspec.domain.commands import DISK, Ask, Command, Reply

FOLDER = "requests"
_NAP_SECONDS = 0.05
_LARGEST = 65_536


class Mailbox:
    """ports.operator.Operator over the files of one run folder, and the other end of it.

    `disk_full` says that the room put aside for the journal is in use: that is a kill too.
    """

    def __init__(self, folder: Path, disk_full: Callable[[], bool] = lambda: False) -> None:
        self._disk_full = disk_full
        self._disk_told = False
        self._folder = folder / FOLDER
        self.switch = KillSwitch(folder)
        self._said = b""
        self._answered: set[str] = set()

    # ---- the bot's end

    def open(self) -> None:
        """Before the bot begins: take the switch's room, clear answers nobody fetched. Raises OSError."""
        private_folder(self._folder)
        self.switch.arm()
        for stale in self._folder.glob("*.answer"):
            stale.unlink(missing_ok=True)

    def waiting(self) -> bool:
        """Something is to be dealt with."""
        return self._disk_asks() or self.switch.raised() is not None or bool(self._requests())

    def killed(self) -> Command | None:
        if self._disk_asks():
            return Command(DISK, Ask.KILL, "botspec", datetime.now(UTC), "the disk is full: make room, then re-arm")
        said = self.switch.raised()
        if said is None:
            return None
        self._said = said
        try:
            return _command("kill", json.loads(said))
        except (ValueError, KeyError, TypeError):
            why = said.decode("utf-8", "replace")[:200]
            return Command("kill", Ask.KILL, "somebody", datetime.now(UTC), f"the kill switch was pulled ({why})")

    def taken(self, kill: Command) -> None:
        if kill.id == DISK:
            self._disk_told = True
        else:
            self.switch.lower(self._said)

    def commands(self) -> Sequence[Command]:
        found = [self._read(path) for path in self._requests()]
        return sorted((command for command in found if command is not None), key=lambda command: command.id)

    def answer(self, command: Command, reply: Reply) -> None:
        path = self._folder / f"{command.id}.request"
        with suppress(OSError):
            write_private(path.with_suffix(".answer"), json.dumps({"text": reply.text, "code": reply.code}))
        self._answered.add(command.id)
        with suppress(OSError):
            path.unlink(missing_ok=True)

    # ---- the person's end

    def ask(self, command: Command) -> Command:
        """Leave a request; it comes back with the name it got. Raises OSError."""
        private_folder(self._folder)
        stamp = f"{command.at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{command.ask.value}"
        write_private(self._folder / f"{stamp}.request", _written(command))
        return replace(command, id=stamp)

    def pull(self, command: Command) -> None:
        """Kill. Raises OSError when the folder refuses everything."""
        self.switch.pull(_written(command))

    def fetch(self, command: Command, seconds: float) -> Reply | None:
        """The answer, waited for; None when there is none yet."""
        path = self._folder / f"{command.id}.answer"
        if not _within(seconds, path.exists):
            return None
        told = json.loads(path.read_text(encoding="utf-8"))
        path.unlink(missing_ok=True)
        return Reply(str(told["text"]), int(told["code"]))

    def seen(self, seconds: float) -> bool:
        """True once the pulled switch was dealt with."""
        return _within(seconds, lambda: self.switch.raised() is None)

    # ---- inside

    def _disk_asks(self) -> bool:
        return not self._disk_told and self._disk_full()

    def _requests(self) -> Sequence[Path]:
        return [path for path in self._folder.glob("*.request") if path.stem not in self._answered]

    def _read(self, path: Path) -> Command | None:
        try:
            with path.open("rb") as file:
                return _command(path.stem, json.loads(file.read(_LARGEST)))
        except (OSError, ValueError, KeyError, TypeError):
            self._answered.add(path.stem)  # nothing that botspec wrote
            return None


def _within(seconds: float, true: Any) -> bool:  # noqa: ANN401
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_NAP_SECONDS)
    return True


def _written(command: Command) -> str:
    told = {name: getattr(command, name) for name in ("by", "because", "flatten", "trip", "accepts")}
    return json.dumps({"ask": command.ask.value, "at": command.at.isoformat(), **told})


def _command(name: str, told: dict[str, Any]) -> Command:
    flatten = told["flatten"]
    if flatten not in {True, False, None}:
        raise ValueError(name)
    return Command(
        id=name,
        ask=Ask(told["ask"]),
        by=str(told["by"]),
        at=datetime.fromisoformat(told["at"]),
        because=str(told["because"]),
        flatten=flatten,
        trip=str(told["trip"]),
        accepts=tuple(str(text) for text in told["accepts"]),
    )
