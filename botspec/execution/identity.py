"""Order ids that are a function of the intent, so that sending twice can never make two orders."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from botspec.domain.intents import Wanted
from botspec.market.moments import nanoseconds

if TYPE_CHECKING:
    from datetime import datetime
    from hashlib import _Hash as Hash

APART = "\x1f"
INTENT = 16  # hexadecimal digits


def order_prefix(account: str, bot: str) -> str:
    """Start of every `client_order_id` of this bot in this account; stays the same when the spec changes."""
    return f"b1-{_digest(account, bot)[:6]}-"


def intent_id(account: str, bot: str, digest: str, wanted: Wanted) -> str:
    """Identity of one decision: account, bot, spec, symbol, leg, decision time and generation."""
    return _decision(_begun(account, bot, digest)[1], wanted)


def client_order_id(account: str, bot: str, digest: str, wanted: Wanted) -> str:
    """`b1-<bot>-<spec>-<intent>`: 33 characters, the broker's key for "have I had this order before?"."""
    start, begun = _begun(account, bot, digest)
    return start + _decision(begun, wanted)


def intent_of(client_order_id: str) -> str:
    """The intent's identity, which its order's id ends with."""
    return client_order_id[-INTENT:]


@lru_cache(maxsize=16)
def _begun(account: str, bot: str, digest: str) -> tuple[str, Hash]:
    """What all ids of a bot start with, and the hash that all its decisions start from."""
    return f"{order_prefix(account, bot)}{digest[:6]}-", hashlib.sha256(APART.join((account, bot, digest, "")).encode())


def _decision(begun: Hash, wanted: Wanted) -> str:
    hashed = begun.copy()
    hashed.update(APART.join((wanted.symbol, wanted.leg, _time(wanted.decided_at), str(wanted.generation))).encode())
    return hashed.hexdigest()[:INTENT]


@lru_cache(maxsize=16)
def _time(at: datetime) -> str:
    return str(nanoseconds(at))


def _digest(*parts: str) -> str:
    return hashlib.sha256(APART.join(parts).encode()).hexdigest()
