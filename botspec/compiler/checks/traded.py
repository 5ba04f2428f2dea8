"""Stocks have sessions, crypto has none."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.exchange.legality import is_crypto
from botspec.spec.paths import Path
from botspec.spec.words import Decide, Session

SESSION: Path = ("schedule", "session")
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


def _extended(context: Context) -> Iterator[Finding]:
    """Bars that lie in the hours around regular sessions, each decided on when it closes."""
    document, timeframe, decide = context.document, context.spec.data.timeframe, context.spec.schedule.decide
    if not timeframe.intraday or timeframe.seconds > WIDEST:
        message, fix = f"bars of {timeframe} do not fit into the hours before the open", "use 30Min or finer bars"
        yield document.at_value("BS326", TIMEFRAME if document.has(TIMEFRAME) else SESSION, message, fix)
    elif decide.kind is not Decide.BAR_CLOSE:
        message = "in an extended session rules are looked at when bars close"
        yield document.at_value("BS326", DECIDE, message, "write bar_close")
