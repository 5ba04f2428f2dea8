"""Faults of streams: between the hub and a client's mailbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from weakref import WeakKeyDictionary, WeakSet

from botspec.simulator.chaos.chaos import Chaos
from botspec.simulator.chaos.faults import HANDSHAKE, STREAM
from botspec.simulator.streams.codec import Broken
from botspec.simulator.streams.mailbox import Mailbox

ABNORMAL = 1011


class StreamChaos:
    """Passes messages on, or not quite."""

    def __init__(self, chaos: Chaos) -> None:
        self._chaos = chaos
        self._muted: WeakSet[Mailbox] = WeakSet()
        self._held: WeakKeyDictionary[Mailbox, object] = WeakKeyDictionary()
        self._faults: Mapping[str, Callable[[Mailbox, object], None]] = {
            "stream_drop": lambda _, __: None,
            "stream_duplicate": self._twice,
            "stream_reorder": self._hold,
            "stream_malformed": lambda mailbox, content: mailbox.put(Broken(content)),
            "stream_mute": lambda mailbox, _: self._muted.add(mailbox),
            "stream_close": lambda mailbox, _: mailbox.end(ABNORMAL, "internal error"),
        }

    def refuses(self, path: str) -> bool:
        """Whether a handshake is answered with 429."""
        refused = self._chaos.choose(HANDSHAKE) is not None
        if refused:
            self._chaos.note("stream_refused", path)
        return refused

    def put(self, mailbox: Mailbox, content: object, target: str) -> None:
        """Hand a message to a client."""
        if mailbox in self._muted:
            return
        name = self._chaos.choose(STREAM)
        if name is None:
            mailbox.put(content)
        else:
            self._chaos.note(name, target)
            self._faults[name](mailbox, content)
        held = self._held.pop(mailbox, None) if name != "stream_reorder" else None
        if held is not None:
            mailbox.put(held)

    def _twice(self, mailbox: Mailbox, content: object) -> None:
        mailbox.put(content)
        mailbox.put(content)

    def _hold(self, mailbox: Mailbox, content: object) -> None:
        """Until the next one; one that is held already goes first."""
        before = self._held.pop(mailbox, None)
        if before is not None:
            mailbox.put(before)
        self._held[mailbox] = content
