"""The report as one JSON document (schemas/report-v1.schema.json): money as exact text, ratios as numbers or null."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from botspec.domain.trades import OpenPosition, Trade
from botspec.report.headroom import GuardUse, LimitUse, TripLine
from botspec.report.money import Money
from botspec.report.months import by_month
from botspec.report.record import RunRecord
from botspec.report.trade_numbers import TradeNumbers

SCHEMA = "botspec/report-v1"
_DIGITS = 12  # a mean price may have no end


def text(record: RunRecord) -> str:
    """The document as JSON text."""
    return _block(document(record), _laid_out) + "\n"


def _laid_out(value: object) -> str:
    """A part of the document: each of its own parts on a line, so that a person finds and a diff shows it."""
    return _block(value, _JSON.encode) if isinstance(value, dict | list) else _JSON.encode(value)


def _block(value: dict[str, Any] | list[Any], inside: Callable[[Any], str]) -> str:
    if isinstance(value, dict):
        lines = [f"{_JSON.encode(name)}: {inside(part)}" for name, part in value.items()]
        return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"
    return "[\n" + ",\n".join([inside(part) for part in value]) + "\n]" if value else "[]"


def document(record: RunRecord) -> dict[str, Any]:
    """The document; what `_plain` turns into JSON is still a Decimal, date, datetime or dataclass."""
    return {
        "schema": SCHEMA,
        "run": _run(record),
        "summary": list(record.spec.summary) if record.spec else [],
        "performance": _fields(record.performance),
        "benchmark": _fields(record.benchmark) if record.benchmark else None,
        "drawdown": _fields(record.drawdown) if record.drawdown else None,
        "activity": _fields(record.activity),
        "money": _money(record.money),
        "trade_numbers": _numbers(record.trade_numbers),
        "by_symbol": {symbol: _numbers(numbers) for symbol, numbers in record.by_symbol.items()},
        "trades": [_trade(trade) for trade in record.ledger.trades],
        "open_positions": [_position(position) for position in record.ledger.open],
        "orders": [_fields(line) for line in record.orders],
        "denied": [_denied(row) for row in record.denied],
        "dropped": [{"at": row.at, "symbol": row.wanted.symbol, "why": row.why} for row in record.dropped],
        "limits": [_limit(use) for use in record.limits],
        "guards": [_guard(use) for use in record.guards],
        "trips": [_trip(line) for line in record.trips],
        "reasons": [_fields(each) for each in record.reasons],
        "quality": [_fields(each) for each in record.quality],
        "guesses": dict(record.ended.guesses) if record.ended else None,
        "notes": [_fields(each) for each in record.notes],
        "months": [_fields(each) for each in by_month(record.sessions, record.start)],
        "sessions": _sessions(record),
        "provenance": _provenance(record),
    }


def _run(record: RunRecord) -> dict[str, Any]:
    spec, ended, dates = record.spec, record.ended, record.sessions.dates()
    return {
        "bot": record.bot,
        "mode": record.mode,
        "account": spec.account if spec else None,
        "digest": spec.digest if spec else None,
        "state": record.state,
        "ended": {"why": ended.why, "at": ended.at} if ended else None,
        "stamps": [_fields(stamp) for stamp in record.stamps],
        "symbols": list(spec.symbols) if spec else [],
        "benchmark": spec.benchmark if spec else None,
        "timeframe": spec.timeframe if spec else None,
        "limits": list(spec.limits) if spec else [],
        "guards": list(spec.guards) if spec else [],
        "narrowed": list(spec.narrowed) if spec else [],
        "first_session": dates[0] if dates else None,
        "last_session": dates[-1] if dates else None,
        "bars": len(record.curve),
        "fills": len(record.fills),
    }


def _money(money: Money) -> dict[str, Any]:
    return {**_fields(money), "currency": "USD", "adds_up": money.adds_up}


def _numbers(numbers: TradeNumbers) -> dict[str, Any]:
    ends = {name: None if trade is None else trade.profit for name, trade in _ends(numbers)}
    return {**_fields(numbers), **ends}


def _ends(numbers: TradeNumbers) -> Iterable[tuple[str, Trade | None]]:
    return (("best", numbers.best), ("worst", numbers.worst))


def _trade(trade: Trade) -> dict[str, Any]:
    return {**_fields(trade), "profit_ratio": trade.profit_ratio}


def _position(position: OpenPosition) -> dict[str, Any]:
    return _fields(position)


def _denied(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "at": row.at,
        "symbol": row.wanted.symbol,
        "side": row.wanted.side,
        "leg": row.wanted.leg,
        "rule": row.wanted.rule,
        "quantity": row.proposal.quantity,
        "reference_price": row.proposal.reference_price,
        "limit": row.limit,
        "reading": _fields(row.reading),
    }


def _limit(use: LimitUse) -> dict[str, Any]:
    return _fields(use)


def _guard(use: GuardUse) -> dict[str, Any]:
    numbers = {"worst": use.worst, "limit": use.limit, "used": use.used}
    return {**_fields(use), **{name: None if value is None else _number(value) for name, value in numbers.items()}}


def _trip(line: TripLine) -> dict[str, Any]:
    released = line.released
    end = None if released is None else {"at": released.at, "why": released.why, "equity": _number(released.equity)}
    numbers = {name: _number(getattr(line.row.trip, name)) for name in ("used", "limit", "reference", "equity")}
    return {**_fields(line.row.trip), **numbers, "released": end}


def _sessions(record: RunRecord) -> list[dict[str, Any]]:
    """Equity and benchmark at the close of each session, USD to the cent."""
    sessions = record.sessions
    equity = sessions.equity.tolist()
    benchmark = [None] * len(equity) if sessions.benchmark is None else sessions.benchmark.tolist()
    return [
        {"on": on, "equity": _cents(own), "benchmark": _cents(other)}
        for on, own, other in zip(sessions.dates(), equity, benchmark, strict=True)
    ]


def _provenance(record: RunRecord) -> dict[str, Any]:
    header = record.header
    return {
        "digests": list(record.digests),
        "journal": _fields(record.seal),
        "starts": record.starts,
        "process": None if header is None else {**_fields(header), "versions": dict(sorted(header.versions.items()))},
    }


def _cents(value: float | None) -> str | None:
    return None if value is None or _number(value) is None else f"{value:.2f}"


def _number(value: float) -> float | None:
    return value if value - value == 0 else None


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Its fields by name, as they are: `asdict` copies every value."""
    return {name: getattr(value, name) for name in _names(value.__class__)}


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(each.name for each in fields(kind))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {value!r}")


@lru_cache(maxsize=4096)
def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def _decimal(value: Decimal) -> str:
    """Without an exponent."""
    text = str(value)
    if len(text) <= _DIGITS and "E" not in text:
        return text
    if not value.is_finite():
        return text
    text = f"{value:f}"
    whole, point, part = text.partition(".")
    return f"{value:.{_DIGITS}f}".rstrip("0") if point and len(part) > _DIGITS else whole + point + part


_JSON = json.JSONEncoder(default=_plain, allow_nan=False)
