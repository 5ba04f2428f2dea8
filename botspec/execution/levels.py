"""Where the exits of a position stand: its stop, its targets, its time. Prices in USD, exact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from botspec.domain.exits import Distance, ExitPlan, Unit
from botspec.domain.intents import Leg
from botspec.domain.values import Bars, Duration

NOTHING = Decimal(0)
WHOLE = Decimal(1)
FINEST = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Standing:
    """What levels are measured from: `best` is the best of the entry price and the closes since, for its side.

    `sign` is 1 for a long position and -1 for a short one; `entry` is what a share cost on average.
    """

    sign: int
    entry: Decimal
    best: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """A price at which a position is left, and why."""

    leg: Leg
    price: Decimal


def moved(price: Decimal, distance: Distance, direction: int) -> Decimal:
    """`price` moved by `distance`, up for a `direction` of 1 and down for -1."""
    match distance.unit:
        case Unit.RATIO:
            return price * (1 + direction * distance.value)
        case Unit.USD:
            return price + direction * distance.value
        case Unit.PRICE:
            return distance.value


def stop_level(plan: ExitPlan, standing: Standing) -> Level | None:
    """The tightest stop in force; of equals the one that was there first."""
    found = stops(plan, standing)
    return max(found, key=lambda level: standing.sign * level.price, default=None)


def stops(plan: ExitPlan, standing: Standing) -> list[Level]:
    """Every stop in force: the loss at entry, what follows the best price, the entry price."""
    found = []
    if plan.stop_loss is not None:
        found.append(Level(Leg.STOP_LOSS, moved(standing.entry, plan.stop_loss, -standing.sign)))
    if plan.trail is not None and _gained(plan.trail_after, standing):
        found.append(Level(Leg.TRAILING_STOP, moved(standing.best, plan.trail, -standing.sign)))
    if plan.even_after is not None and _gained(plan.even_after, standing):
        found.append(Level(Leg.BREAK_EVEN, _gain(plan.even_offset, standing)))
    return found


def targets(plan: ExitPlan, standing: Standing) -> tuple[Decimal, ...]:
    """The price of each rung of the ladder."""
    return tuple(moved(standing.entry, rung.at, standing.sign) for rung in plan.take_profit)


def reached(standing: Standing, close: Decimal, level: Decimal) -> bool:
    """True when `close` is as good as `level` or better for the position."""
    return (close - level) * standing.sign >= 0


def due(plan: ExitPlan, standing: Standing, close: Decimal, entered: Decimal, sold: Decimal) -> Decimal:
    """Shares that targets still have to close at `close`: of `entered` at entry, `sold` went that way already.

    Each rung takes its part in whole shares, toward zero; once every rung of a whole ladder is reached, the rest.
    """
    levels = targets(plan, standing)
    got = [rung.part for rung, level in zip(plan.take_profit, levels, strict=True) if reached(standing, close, level)]
    if not got:
        return NOTHING
    total = sum(got, NOTHING)
    wanted = entered if total >= 1 else sum((part_of(entered, part) for part in got), NOTHING)
    return max(wanted - sold, NOTHING)


def part_of(entered: Decimal, part: Decimal) -> Decimal:
    """A part of a position: whole shares, toward zero, where it is held in whole shares."""
    finest = WHOLE if entered == entered.to_integral_value() else FINEST
    return (entered * part).quantize(finest, ROUND_DOWN)


def out_of_time(limit: Bars | Duration, bars_held: int, entered_at: datetime, at: datetime) -> bool:
    """True when a position has been held for as long as it may."""
    if isinstance(limit, Bars):
        return bars_held >= limit.count
    return at - entered_at >= timedelta(seconds=limit.seconds)


def is_closing(at: datetime, closes_at: datetime, before: timedelta, width: timedelta) -> bool:
    """True when no bar of `width` that ends after the one that closed `at` ends in time, `before` the session's close.

    Then this is the last moment to leave. At the close itself it is too late.
    """
    return at < closes_at and at + width > closes_at - before


def _gained(after: Distance | None, standing: Standing) -> bool:
    return after is None or reached(standing, standing.best, _gain(after, standing))


def _gain(distance: Distance | None, standing: Standing) -> Decimal:
    return standing.entry if distance is None else moved(standing.entry, distance, standing.sign)
