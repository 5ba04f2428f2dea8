"""The person who may interrupt a bot: a kill switch, and requests that wait to be dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from botspec.domain.commands import Command, Reply


class Operator(Protocol):
    """Cheap to ask, never blocking, never raising."""

    def killed(self) -> Command | None:
        """The kill that nobody has dealt with yet; what cannot be read counts as one."""
        ...

    def taken(self, kill: Command) -> None:
        """The trip of this kill is durable: the switch may go back."""
        ...

    def commands(self) -> Sequence[Command]:
        """Requests not answered yet, oldest first."""
        ...

    def answer(self, command: Command, reply: Reply) -> None:
        """Tell whoever asked, and never hear of it again."""
        ...


class NobodyAsks:
    """An operator that never says anything: back-tests, and simulations that take seconds."""

    def killed(self) -> Command | None:
        return None

    def taken(self, kill: Command) -> None: ...

    def commands(self) -> Sequence[Command]:
        return ()

    def answer(self, command: Command, reply: Reply) -> None: ...


NOBODY = NobodyAsks()
