"""The report as one JSON document (schemas/report-v1.schema.json): money as exact text, ratios as numbers or null."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
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
    return json.dumps(document(record), default=_plain, allow_nan=False, indent=1) + "\n"


def document(record: RunRecord) -> dict[str, Any]:
    """The document; what `_plain` turns into text is still a Decimal, date or datetime."""
    return {
        "schema": SCHEMA,
        "run": _run(record),
        "summary": list(record.spec.summary) if record.spec else [],
        "performance": asdict(record.performance),
        "benchmark": asdict(record.benchmark) if record.benchmark else None,
        "drawdown": asdict(record.drawdown) if record.drawdown else None,
        "activity": asdict(record.activity),
        "money": _money(record.money),
        "trade_numbers": _numbers(record.trade_numbers),
        "by_symbol": {symbol: _numbers(numbers) for symbol, numbers in record.by_symbol.items()},
        "trades": [_trade(trade) for trade in record.ledger.trades],
        "open_positions": [_position(position) for position in record.ledger.open],
        "orders": [asdict(line) for line in record.orders],
        "denied": [_denied(row) for row in record.denied],
        "dropped": [{"at": row.at, "symbol": row.wanted.symbol, "why": row.why} for row in record.dropped],
        "limits": [_limit(use) for use in record.limits],
        "guards": [_guard(use) for use in record.guards],
        "trips": [_trip(line) for line in record.trips],
        "reasons": [asdict(each) for each in record.reasons],
        "quality": [asdict(each) for each in record.quality],
        "guesses": dict(record.ended.guesses) if record.ended else None,
        "notes": [asdict(each) for each in record.notes],
        "months": [asdict(each) for each in by_month(record.sessions, record.start)],
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
        "stamps": [asdict(stamp) for stamp in record.stamps],
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
    return {**asdict(money), "currency": "USD", "adds_up": money.adds_up}


def _numbers(numbers: TradeNumbers) -> dict[str, Any]:
    ends = {name: None if trade is None else trade.profit for name, trade in _ends(numbers)}
    return {**asdict(numbers), **ends}


def _ends(numbers: TradeNumbers) -> Iterable[tuple[str, Trade | None]]:
    return (("best", numbers.best), ("worst", numbers.worst))


def _trade(trade: Trade) -> dict[str, Any]:
    return {**asdict(trade), "profit_ratio": trade.profit_ratio}


def _position(position: OpenPosition) -> dict[str, Any]:
    return asdict(position)


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
        "reading": asdict(row.reading),
    }


def _limit(use: LimitUse) -> dict[str, Any]:
    return asdict(use)


def _guard(use: GuardUse) -> dict[str, Any]:
    numbers = {"worst": use.worst, "limit": use.limit, "used": use.used}
    return {**asdict(use), **{name: None if value is None else _number(value) for name, value in numbers.items()}}


def _trip(line: TripLine) -> dict[str, Any]:
    released = line.released
    end = None if released is None else {"at": released.at, "why": released.why, "equity": _number(released.equity)}
    numbers = {name: _number(getattr(line.row.trip, name)) for name in ("used", "limit", "reference", "equity")}
    return {**asdict(line.row.trip), **numbers, "released": end}


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
        "journal": asdict(record.seal),
        "starts": record.starts,
        "process": None if header is None else asdict(header),
    }


def _cents(value: float | None) -> str | None:
    return None if value is None or _number(value) is None else f"{value:.2f}"


def _number(value: float) -> float | None:
    return value if value - value == 0 else None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


def _decimal(value: Decimal) -> str:
    """Without an exponent."""
    if not value.is_finite():
        return str(value)
    text = f"{value:f}"
    whole, point, part = text.partition(".")
    return f"{value:.{_DIGITS}f}".rstrip("0") if point and len(part) > _DIGITS else whole + point + part
