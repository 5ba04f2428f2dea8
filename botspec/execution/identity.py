"""Order ids that are a function of the intent, so that sending twice can never make two orders."""

from __future__ import annotations

import hashlib

from botspec.domain.intents import Wanted
from botspec.market.moments import nanoseconds


def order_prefix(account: str, bot: str) -> str:
    """Start of every `client_order_id` of this bot in this account; stays the same when the spec changes."""
    return f"b1-{_digest(account, bot)[:6]}-"


def intent_id(account: str, bot: str, digest: str, wanted: Wanted) -> str:
    """Identity of one decision: account, bot, spec, symbol, leg, decision time and generation."""
    parts = (
        account,
        bot,
        digest,
        wanted.symbol,
        wanted.leg.value,
        str(nanoseconds(wanted.decided_at)),
        str(wanted.generation),
    )
    return _digest(*parts)[:16]


def client_order_id(account: str, bot: str, digest: str, wanted: Wanted) -> str:
    """`b1-<bot>-<spec>-<intent>`: 33 characters, the broker's key for "have I had this order before?"."""
    return f"{order_prefix(account, bot)}{digest[:6]}-{intent_id(account, bot, digest, wanted)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
