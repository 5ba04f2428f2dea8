"""Somebody who asks a bot for things at given moments, and keeps the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from botspec.domain.commands import Ask, Command, Reply


class Person:
    """ports.operator.Operator on a world's time. `says(at, ask)` is heard from `at` on."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._waiting: list[Command] = []
        self.answers: dict[str, Reply] = {}
        self.pulled: Command | None = None

    def says(self, at: datetime, ask: Ask, **given: Any) -> str:
        command = replace(Command(f"{len(self._waiting)}-{ask}", ask, "anna@desk", at, "why not"), **given)
        self._waiting.append(command)
        return command.id

    def pulls(self, at: datetime, *, flatten: bool = False) -> None:
        self.pulled = Command("kill", Ask.KILL, "anna@desk", at, "enough", flatten=flatten)

    def killed(self) -> Command | None:
        return self.pulled if self.pulled is not None and self.pulled.at <= self._now() else None

    def taken(self, kill: Command) -> None:
        assert kill is self.pulled
        self.pulled = None

    def commands(self) -> Sequence[Command]:
        return [each for each in self._waiting if each.at <= self._now() and each.id not in self.answers]

    def answer(self, command: Command, reply: Reply) -> None:
        self.answers[command.id] = reply
