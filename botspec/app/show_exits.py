"""Every exit of a bot, and who leaves a position by it when the bot's own process is dead."""

from __future__ import annotations

from botspec.compiler.context import Context
from botspec.domain.values import Bars
from botspec.spec.words import Resting

BROKER = "Alpaca"
NOBODY = "nobody until the bot runs again"


def exits_shown(context: Context) -> tuple[str, ...]:
    """One line an exit: what it is, who watches it, and who does when this process is dead."""
    written, resting = context.spec.exits, context.spec.exits.rest_at_broker
    lines = []
    if context.strategy.texts is not None:
        lines.append(_line("the strategy's exit rule", "the bot at each bar's close", NOBODY))
    if written.stop_loss is not None:
        lines.append(_priced(f"stop_loss {written.stop_loss}", rests=Resting.STOP_LOSS in resting))
    if written.take_profit:
        ladder = ", ".join(str(rung.at) for rung in written.take_profit)
        lines.append(_priced(f"take_profit {ladder}", rests=Resting.TAKE_PROFIT in resting))
    follows = Resting.STOP_LOSS in resting
    if written.trailing_stop is not None:
        name, rests = f"trailing_stop {written.trailing_stop.distance}", Resting.TRAILING_STOP in resting
        lines.append(_following(name) if follows else _priced(name, rests=rests))
    if written.break_even is not None:
        name = f"break_even after {written.break_even.after_gain}"
        lines.append(_following(name) if follows else _priced(name, rests=False))
    if written.time_limit is not None:
        what = "own bars" if isinstance(written.time_limit, Bars) else "time"
        lines.append(_line(f"time_limit {written.time_limit}", f"the bot, counting {what} at each close", NOBODY))
    if written.before_close is not None:
        lines.append(_line(f"before_close {written.before_close}", "the bot at the last close in time", NOBODY))
    return tuple(lines)


def _priced(name: str, *, rests: bool) -> str:
    return _line(name, "rests at Alpaca", BROKER) if rests else _line(name, "the bot at each bar's close", NOBODY)


def _following(name: str) -> str:
    return _line(name, "moves the stop that rests, at each bar's close", f"{BROKER}, at the stop as it was last moved")


def _line(name: str, who: str, dead: str) -> str:
    return f"{name}: {who}; when this process is dead: {dead}"
