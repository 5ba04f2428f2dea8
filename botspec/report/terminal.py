"""The end of a run on a terminal: 80 columns, plain text, colours only where they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import wrap

from botspec.report import escape, words
from botspec.report.money import Money
from botspec.report.record import RunRecord
from botspec.report.stamps import Stamp
from botspec.report.view import MODES, period

WIDTH = 80
_TRIPS, _STAMP = 3, 4
_BLOCKS = "▁▂▃▄▅▆▇█"
_COLOURS = {"gain": "\x1b[32m", "loss": "\x1b[31m", "bad": "\x1b[1;31m", "notice": "\x1b[1;33m", "bold": "\x1b[1m"}
_RESET = "\x1b[0m"


def summary(record: RunRecord, *, colour: bool = False, ascii_only: bool = False) -> str:
    """A few lines, each at most 80 columns; no newline at the end."""
    text = "\n".join(_lines(record, _Paint(on=colour)))
    return text if not ascii_only else _ascii(text)


class _Paint:
    """Colours, or nothing."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, style: str) -> str:
        return f"{_COLOURS[style]}{text}{_RESET}" if self._on and style else text


def _lines(record: RunRecord, paint: _Paint) -> list[str]:
    heading = f"{_fit(record.bot, 40)}  {MODES.get(record.mode, _fit(record.mode, 12))}"
    lines = [paint(heading, "bold") + _fit(f"  {_when(record)}", WIDTH - len(heading))]
    lines += [paint(line, stamp.severity) for stamp in record.stamps for line in _stamped(stamp)]
    lines += ["", *_figures(record, paint)]
    curve = record.sessions.equity.tolist() if len(record.sessions) > 1 else []
    if curve:
        lines += ["", f"  equity      {_sparkline(curve, WIDTH - 16)}"]
    return lines + _denied(record) + _trips(record)


def _stamped(stamp: Stamp) -> list[str]:
    """All of it: what is wrong with a run is not cut."""
    return wrap(escape.clean(f"{stamp.word}: {stamp.text}"), WIDTH, subsequent_indent="  ", max_lines=_STAMP)


def _when(record: RunRecord) -> str:
    dates = period(record)
    if dates is None:
        return "no bar yet"
    return f"{dates[0]} to {dates[1]}, {words.plural(len(record.sessions), 'session')}"


def _figures(record: RunRecord, paint: _Paint) -> list[str]:
    performance, money, numbers = record.performance, record.money, record.trade_numbers
    profit = money.profit
    change = f"{words.money(profit, sign=True)} ({words.percent(performance.total_return, sign=True)})"
    rows = (
        (
            ("a year", words.a_year(performance.annual_return, len(record.sessions))),
            ("sharpe", words.ratio(words.of_a_year(performance.sharpe, len(record.sessions)))),
        ),
        (("trades", words.count(numbers.count)), ("won", words.percent(numbers.win_rate, digits=0))),
        (("orders", words.count(len(record.orders))), ("denied", words.count(len(record.denied)))),
        (("fees", words.money(money.fees)), ("slippage", words.money(money.slippage))),
    )
    third = (
        ("drawdown", words.percent(performance.max_drawdown)),
        ("p. factor", words.ratio(numbers.profit_factor)),
        ("fills", words.count(len(record.fills))),
        ("dividends", words.money(money.dividends)),
    )
    equity = f"  equity      {words.money(money.equity)} USD   {paint(change, _tone(profit))}   {_versus(record)}"
    return [equity.rstrip(), *(_row(*row, last) for row, last in zip(rows, third, strict=True)), *_apart(money)]


def _apart(money: Money) -> list[str]:
    """What few runs have."""
    lines = []
    if money.at_limits:
        lines.append(
            _row(
                (
                    "at limits",
                    f"{words.money(money.at_limits, sign=True):<14}limit orders, by the price they were sized at",
                )
            )
        )
    if money.coin_fees:
        lines.append(
            _row(("in coins", f"{words.money(money.fees_in_coins)}  fees kept in coins, at the price of their fills"))
        )
    return lines


def _versus(record: RunRecord) -> str:
    if record.benchmark is None:
        return ""
    name = _fit(record.benchmark_name, 12)
    return f"{name} {words.percent(record.benchmark.total_return, sign=True)}"


def _row(*pairs: tuple[str, str]) -> str:
    return ("  " + "".join(f"{label:<12}{value:<14}" for label, value in pairs)).rstrip()


def _denied(record: RunRecord) -> list[str]:
    groups = record.denied_groups
    if not groups:
        return []
    listed = ", ".join(f"{group.limit} {words.count(group.count)}" for group in groups)
    return ["", _fit(f"  denied by   {listed}", WIDTH)]


def _trips(record: RunRecord) -> list[str]:
    lines = [] if record.denied_groups or not record.trips else [""]
    for line in record.trips[-_TRIPS:]:
        trip = line.row.trip
        end = f"until {words.day(line.released.at)}" if line.released else f"holds: {trip.id}"
        measured = f" {words.measured(trip.used, trip.unit)}" if trip.limit or trip.cause else ""
        what = f"{trip.latch}{measured}: {trip.action.value} {end}"
        lines.append(_fit(f"  tripped     {words.day(trip.at)} {what}", WIDTH))
    if len(record.trips) > _TRIPS:
        lines.append(f"              and {words.plural(len(record.trips) - _TRIPS, 'trip')} before")
    return lines


def _sparkline(values: Sequence[float], width: int) -> str:
    """The last value of each stretch."""
    number = min(width, len(values))
    picked = [values[(index + 1) * len(values) // number - 1] for index in range(number)]
    low, high = min(picked), max(picked)
    if not high > low:
        return _BLOCKS[0] * number
    return "".join(_BLOCKS[min(7, int(8 * (value - low) / (high - low)))] for value in picked)


def _tone(value: Decimal) -> str:
    return "gain" if value > 0 else "loss" if value < 0 else ""


def _fit(text: str, width: int) -> str:
    """One clean line, cut with three dots."""
    line = escape.clean(text.replace("\n", " ").replace("\t", " "))
    return line if len(line) <= width else line[: width - 3] + "..."


def _ascii(text: str) -> str:
    table = dict(zip(map(ord, _BLOCKS), "__..--^^", strict=True)) | {ord("\N{MINUS SIGN}"): "-"}
    return text.translate(table).encode("ascii", "replace").decode()
