"""The bot in plain English: what a reviewer should be able to say after reading the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from botspec.compiler.blocks import Chosen
from botspec.compiler.context import Context
from botspec.compiler.resolve import written
from botspec.compiler.summary_strategy import and_list, one_line, strategy_in_words
from botspec.domain.guards import Action
from botspec.domain.values import Duration
from botspec.spec.guard_params import ActingParams
from botspec.spec.orders import OrderPolicy, SidePolicy, UnfilledAfter
from botspec.spec.words import Resting, Submit, Unfilled

_ACTIONS = {
    Action.WARN: "a warning",
    Action.BLOCK_ENTRIES: "no more entries",
    Action.REDUCE_ONLY: "no more entries, positions only shrink",
    Action.HALT: "a halt, positions kept",
    Action.FLATTEN: "everything closed",
}
_LEAVES = {
    Submit.NOW: "at once",
    Submit.AFTER_OPEN: "after the next open",
    Submit.OPEN_AUCTION: "for the next opening auction",
    Submit.CLOSE_AUCTION: "at once, for the closing auction",
}
_THEN = {
    Unfilled.CANCEL: "canceled",
    Unfilled.REPRICE: "sent again at the market's price",
    Unfilled.MARKET: "the rest at any price",
}


def summarize(context: Context) -> tuple[str, ...]:
    """One sentence a stage."""
    return (
        _what(context),
        *_rules(context),
        _size(context),
        _orders(context),
        *_exits(context),
        _limits(context.blocks.limits),
        *map(_guard, context.blocks.guards),
    )


def _what(context: Context) -> str:
    spec = context.spec
    bars = "daily bars" if spec.data.timeframe.daily else f"bars of {spec.data.timeframe}"
    traded = (
        f"{spec.id} trades {and_list(spec.universe.symbols)} on {bars} (source {spec.data.source}), {_way(context)}."
    )
    beside = [] if context.rules is None else [s for s in context.rules.symbols if s not in spec.universe.symbols]
    return f"{traded} It looks at {and_list(beside)} without trading it." if beside else traded


def _way(context: Context) -> str:
    """Which way its positions go."""
    texts = context.strategy.texts
    if texts is not None and texts.short is not None:
        return "short only" if texts.long is None else "long and short"
    return "long and short" if context.strategy.kind == "pair" else "long only"


def _rules(context: Context) -> tuple[str, ...]:
    texts = context.strategy.texts
    if texts is None:
        return strategy_in_words(context.strategy.kind, context.strategy.params)
    rank = f" When not all fit, the highest {one_line(texts.rank)} comes first." if texts.rank is not None else ""
    long, short = texts.long, texts.short
    said = [f"It buys when {one_line(long.enter)} and sells when {one_line(long.exit)}."] if long is not None else []
    if short is not None:
        said.append(f"It sells short when {one_line(short.enter)} and buys back when {one_line(short.exit)}.")
    main = " ".join(said) + rank
    named = [f"{name} is {one_line(text)}" for name, text in texts.let.items()]
    named += [f"{name} is {value}" for name, value in _numbers(context).items()]
    return (main, f"Here {and_list(named)}.") if named else (main,)


def _numbers(context: Context) -> Mapping[str, Decimal | int]:
    """The numbers that the rules call by name: the spec's, or those of a library strategy."""
    return context.spec.numbers if context.strategy.path is not None else context.strategy.numbers


def _size(context: Context) -> str:
    if context.strategy.params.weighs:
        return "Each position is sized by its weight."
    values = written(context.blocks.sizing.params)
    return f"Each entry is sized by {context.blocks.sizing.kind} ({_pairs(values)})."


def _orders(context: Context) -> str:
    when = _LEAVES[context.spec.schedule.submit]
    orders = context.spec.orders
    entry, leave = _policies(orders.entry), _policies(orders.exit)
    how = f"Orders are {entry}" if entry == leave else f"Entries are {entry}, exits {leave}"
    return f"Decisions fall at each bar's close; orders leave {when}. {how}."


def _policies(policy: OrderPolicy) -> str:
    sides = {side: getattr(policy, side) for side in ("long", "short")}
    if not any(sides.values()):
        return _policy(policy)
    return " and ".join(f"{_policy(own or policy)} on the {side} side" for side, own in sides.items())


def _policy(policy: SidePolicy) -> str:
    price = f" at {one_line(policy.price)}" if policy.price is not None else ""
    usd = " in USD" if policy.notional else ""
    return f"{policy.type} orders{usd}{price} ({policy.time_in_force}{_unfilled(policy.unfilled_after)})"


def _unfilled(written: UnfilledAfter | None) -> str:
    if written is None:
        return ""
    cap = f" up to {written.cap} away" if written.cap is not None else ""
    return f", unfilled after {written.wait}: {_THEN[written.then]}{cap}"


def _exits(context: Context) -> tuple[str, ...]:
    """What ends a position beside the strategy's own exit."""
    written = context.spec.exits
    found = {
        Resting.STOP_LOSS: written.stop_loss,
        Resting.TAKE_PROFIT: ", ".join(str(rung.at) for rung in written.take_profit or ()),
        Resting.TRAILING_STOP: written.trailing_stop and written.trailing_stop.distance,
        "break_even": written.break_even and f"after {written.break_even.after_gain}",
        "time_limit": written.time_limit,
        "before_close": written.before_close,
    }
    rests = {name: " (rests at the broker)" if name in written.rest_at_broker else "" for name in found}
    told = [f"{name} {value}{rests[name]}" for name, value in found.items() if value]
    return (f"A position is also closed by {and_list(told)}.",) if told else ()


def _limits(limits: Sequence[Chosen]) -> str:
    if not limits:
        return "No limit but its own cash is set."
    each = [f"{limit.kind} {_limit(limit)}" for limit in limits]
    return f"An order is denied beyond {and_list(each)}, or beyond its own cash."


def _limit(limit: Chosen) -> str:
    value = getattr(limit.params, "limit", "")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


_WHOSE = {"symbol": " of one symbol", "account": " of the account"}


def _guard(guard: Chosen) -> str:
    values = {key: value for key, value in guard.params.model_dump(by_alias=True, mode="json").items() if value}
    if "because" in values:
        return f"No guard watches its losses: {values['because']}."
    if not isinstance(guard.params, ActingParams):
        return f"A {guard.kind} holds ({_pairs(values)})."
    since = f" from the {str(values['from']).replace('_', ' ')}" if "from" in values else ""
    limit = f" of {values['limit']}" if "limit" in values else ""
    means = _ACTIONS[guard.params.action] + (" in that symbol alone" if values.get("scope") == "symbol" else "")
    return (
        f"A {guard.kind}{_WHOSE.get(str(values.get('scope')), '')}{limit}{since} means {means}, until {_until(guard)}."
    )


def _until(guard: Chosen) -> str:
    match getattr(guard.params, "release", None):
        case Duration() as wait:
            return f"{wait} later"
        case "next_session":
            return "the next session"
        case _:
            return "a person releases it"


def _pairs(values: dict[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())
