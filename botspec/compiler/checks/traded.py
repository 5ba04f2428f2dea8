"""Stocks have sessions, crypto has none."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.exchange.legality import is_crypto
from botspec.spec.paths import Path
from botspec.spec.words import Decide, Session

SESSION: Path = ("schedule", "session")
FIRST: Path = ("universe", "symbols", 0)
DECIDE: Path = ("schedule", "decide")
TIMEFRAME: Path = ("data", "timeframe")
WIDEST = 1800  # seconds; 5 h 30 min before the open are no whole number of hours


def traded(context: Context) -> Iterator[Finding]:
    """One kind of asset a bot, and the session that goes with it."""
    symbols, session, document = context.spec.universe.symbols, context.spec.schedule.session, context.document
    pairs = [index for index, symbol in enumerate(symbols) if is_crypto(symbol)]
    if pairs and len(pairs) < len(symbols):
        path = ("universe", "symbols", pairs[0])
        message = f"'{symbols[pairs[0]]}' is crypto, and others are stocks: they share no session"
        yield document.at_value("BS326", path, message, "give it a bot of its own")
    elif others := [each for each in _looked_at(context) if is_crypto(each) != bool(pairs)]:
        message = f"'{others[0]}' does not trade at the same hours as '{symbols[0]}'"
        near: Path = ("universe", "benchmark") if context.spec.universe.benchmark == others[0] else FIRST
        yield document.at_value("BS326", near, message, "look at one that does")
    elif pairs and session is not Session.ALWAYS:
        message = f"crypto trades around the clock, the session is {session}"
        if document.has(SESSION):
            yield document.at_value("BS326", SESSION, message, "write always")
        else:
            yield document.at_value("BS326", ("universe", "symbols", 0), message, "add schedule: {session: always}")
    elif not pairs and session is Session.ALWAYS:
        yield document.at_value("BS326", SESSION, "stocks do not trade around the clock", "write regular or extended")
    elif session is Session.EXTENDED:
        yield from _extended(context)
    elif session is Session.ALWAYS and context.spec.schedule.decide.kind is Decide.BEFORE_CLOSE:
        yield document.at_value("BS326", DECIDE, "a day around the clock has no close", "write bar_close")


def _looked_at(context: Context) -> tuple[str, ...]:
    """Symbols beside the traded ones."""
    benchmark, rules = context.spec.universe.benchmark, context.rules
    return (*(() if benchmark is None else (benchmark,)), *(() if rules is None else rules.symbols))


def _extended(context: Context) -> Iterator[Finding]:
    """Bars that lie in the hours around regular sessions, each decided on when it closes."""
    document, timeframe, decide = context.document, context.spec.data.timeframe, context.spec.schedule.decide
    if not timeframe.intraday or timeframe.seconds > WIDEST:
        message, fix = f"bars of {timeframe} do not fit into the hours before the open", "use 30Min or finer bars"
        yield document.at_value("BS326", TIMEFRAME if document.has(TIMEFRAME) else SESSION, message, fix)
    elif decide.kind is not Decide.BAR_CLOSE:
        message = "in an extended session rules are looked at when bars close"
        yield document.at_value("BS326", DECIDE, message, "write bar_close")
