"""Dividends and splits from Alpaca's JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, number, sequence, text
from botspec.market.panel import ActionKind, CorporateAction

TYPES = ("cash_dividend", "stock_dividend", "forward_split", "reverse_split")


def read_actions(raw: object) -> tuple[CorporateAction, ...]:
    """Actions by ex-date and symbol; kinds that change no price are left out. Raises Malformed."""
    found = [
        CorporateAction(text(action, "symbol"), _ex_date(action), kind, value(action))
        for name, actions in mapping(raw).items()
        if name in _READERS
        for kind, value in (_READERS[name],)
        for action in _actions(actions)
    ]
    return tuple(sorted(found, key=lambda action: (action.ex_on, action.symbol, action.kind, action.value)))


def _actions(raw: object) -> Iterator[Raw]:
    return (mapping(action) for action in sequence(raw))


def _positive(action: Raw, key: str) -> Decimal:
    value = number(action, key)
    if not value > 0:
        raise Malformed(f"a corporate action whose {key} is not positive")
    return value


def _split(action: Raw) -> Decimal:
    return _positive(action, "new_rate") / _positive(action, "old_rate")


_READERS: dict[str, tuple[ActionKind, Callable[[Raw], Decimal]]] = {
    "cash_dividends": (ActionKind.CASH_DIVIDEND, lambda action: _positive(action, "rate")),
    "stock_dividends": (ActionKind.SPLIT, lambda action: 1 + _positive(action, "rate")),
    "forward_splits": (ActionKind.SPLIT, _split),
    "reverse_splits": (ActionKind.SPLIT, _split),
}


def _ex_date(action: Raw) -> date:
    try:
        return date.fromisoformat(text(action, "ex_date"))
    except ValueError:
        message = "a corporate action without an ex-date"
    raise Malformed(message)
