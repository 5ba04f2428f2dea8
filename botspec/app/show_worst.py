"""The most a bot can hold and lose, by what its spec says, in USD at its starting capital."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from botspec.compiler.blocks import Chosen
from botspec.compiler.checks.room import COLLAR
from botspec.compiler.context import Context
from botspec.domain.values import Money, Ratio, Shares
from botspec.spec.words import Scope


@dataclass(frozen=True, slots=True)
class Bound:
    """`usd` is None where it depends on what is not known before the run; `by` says what sets it."""

    what: str
    usd: Decimal | None
    by: str


Amount = tuple[Decimal, str]
CENT = Decimal("0.01")


def worst_case(context: Context) -> tuple[Bound, ...]:
    """Holdings first, then what is lost when each guard trips, then what could be lost in spite of them."""
    capital = _capital(context)
    position = _least(capital, context, ("max_position", "max_order_notional"), _entry(context, capital))
    gross = _gross(context, capital, position)
    return (
        Bound("most put into one symbol", *_told(position)),
        Bound("most put in at once", *_told(gross)),
        *_guards(context, capital),
        _lost(context, gross),
    )


def _lost(context: Context, gross: Amount | None) -> Bound:
    """What is bought can lose all of it; what is sold short can rise without bound."""
    what = "most that can be lost"
    if context.strategy.kind == "pair" or getattr(context.strategy.params, "short", None) is not None:
        return Bound(what, None, "a price can rise without bound, so a short position has none")
    gap = "everything put in at once; a guard acts at prices it sees, so a gap can cost more than its limit"
    return Bound(what, gross[0] if gross is not None else None, gap)


def _capital(context: Context) -> Decimal | None:
    """What it starts with; the whole account is not known before the run."""
    capital = context.spec.capital
    if isinstance(capital, Money):
        return capital.amount
    return context.spec.simulation.cash.amount if capital is None else None


def _least(capital: Decimal | None, context: Context, kinds: tuple[str, ...], *more: Amount | None) -> Amount | None:
    """The tightest of what limits say and the bot's own cash."""
    found = [each for each in more if each is not None]
    found += [] if capital is None else [(capital, "its own cash")]
    for kind in kinds:
        block = context.blocks.limit(kind)
        usd = _usd(getattr(block.params, "limit", None), capital) if block is not None else None
        if usd is not None:
            found.append((usd, kind))
    return min(found, key=lambda each: each[0], default=None)


def _entry(context: Context, capital: Decimal | None) -> Amount | None:
    """What one entry may cost with its collar, where the size says it before any price is known."""
    sizing = context.blocks.sizing
    size = getattr(sizing.params, "percent", None) or getattr(sizing.params, "notional", None)
    usd = _usd(size, capital)
    parts = getattr(sizing.params, "positions", None)
    if usd is None and capital is not None and isinstance(parts, int):
        usd, size = capital / parts, f"1/{parts}"
    if usd is None or context.rules is None or context.rules.traded is None:
        return None
    return (usd * (1 + COLLAR)).quantize(CENT), f"sizing {size}, with {Ratio(COLLAR)} for a worse price"


def _gross(context: Context, capital: Decimal | None, position: Amount | None) -> Amount | None:
    """So many positions of the largest size, and never more than its own cash: nothing is bought on margin."""
    if position is None or capital is None:
        return None
    limit = context.blocks.limit("max_open_positions")
    symbols = len(context.spec.universe.symbols)
    allowed = getattr(limit.params, "limit", symbols) if limit is not None else symbols
    many = min(int(allowed), symbols)
    most = position[0] * many
    by = f"{many} position{'s' * (many > 1)} of {position[1]}" if most < capital else "its own cash"
    other = _least(capital, context, ("max_gross_exposure",))
    least = min((most, by), (capital, "its own cash"), key=lambda each: each[0])
    return other if other is not None and other[0] < least[0] else least


def _guards(context: Context, capital: Decimal | None) -> tuple[Bound, ...]:
    found = []
    for guard in context.blocks.guards:
        limit = getattr(guard.params, "limit", None)
        if isinstance(limit, Ratio):
            action = getattr(getattr(guard.params, "action", None), "value", "trips")
            whose, amount = _measured(context, guard, _usd(limit, capital))
            found.append(Bound(f"lost {whose}when {guard.kind} trips", amount, f"{limit}, then {action}"))
    return tuple(found)


def _measured(context: Context, guard: Chosen, amount: Decimal | None) -> tuple[str, Decimal | None]:
    """Whose loss it is; what an account has beside the bot is not known here."""
    match getattr(guard.params, "scope", Scope.BOT):
        case Scope.SYMBOL:
            return "in one symbol ", amount
        case Scope.ACCOUNT if isinstance(context.spec.capital, Money):
            return "by the account ", None
        case _:
            return "", amount


def _usd(limit: object, capital: Decimal | None) -> Decimal | None:
    match limit:
        case Ratio():
            return None if capital is None else (limit.value * capital).quantize(CENT)
        case Money():
            return limit.amount
        case Shares():
            return None  # depends on the price
        case _:
            return None


def _told(amount: Amount | None) -> tuple[Decimal | None, str]:
    return amount if amount is not None else (None, "the account's cash, known at the first start")
