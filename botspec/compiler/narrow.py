"""A run may ask for less than the reviewed spec, never for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from botspec.compiler.catalog import Family, find, kinds
from botspec.diagnostics.nearest import nearest
from botspec.domain.values import Duration, Money, Ratio, Shares
from botspec.pipeline import Pipeline
from botspec.risk.guards.guard import Guard
from botspec.risk.limits.limit import Limit
from botspec.spec.params import Params


class CannotNarrow(Exception):
    """What was asked for on the command line is not narrower than the spec, or not in it."""


def only_symbols(bot: Pipeline, symbols: Sequence[str]) -> Pipeline:
    """The bot on a subset of its symbols, in the spec's order."""
    if not symbols:
        raise CannotNarrow("--symbols: names no symbol; leave it out to trade all of the spec's")
    for symbol in symbols:
        if symbol not in bot.symbols:
            close = nearest(symbol, bot.symbols)
            hint = f"; did you mean {close}?" if close else f"; it has {', '.join(bot.symbols)}"
            raise CannotNarrow(f"--symbols {symbol}: not in the spec's universe{hint}")
    kept = tuple(symbol for symbol in bot.symbols if symbol in symbols)
    if kept == bot.symbols:
        return bot
    return replace(bot, symbols=kept, narrowed=(*bot.narrowed, f"--symbols {','.join(kept)}"))


def tightened(bot: Pipeline, asked: str) -> Pipeline:
    """The bot with one limit or guard made stricter: `daily_loss=1%`."""
    name, _, value = asked.partition("=")
    if not value:
        raise CannotNarrow(f"--tighten {asked}: write NAME=VALUE, such as daily_loss=1%")
    if any(guard.name == name for guard in bot.guards):
        bot = replace(bot, guards=tuple(_guard(guard, name, value, asked) for guard in bot.guards))
    elif any(limit.kind == name for limit in bot.limits):
        bot = replace(bot, limits=tuple(_limit(limit, name, value, asked) for limit in bot.limits))
    else:
        known = [guard.name for guard in bot.guards] + [limit.kind for limit in bot.limits if limit.kind != "capital"]
        raise CannotNarrow(f"--tighten {asked}: the spec has no limit or guard '{name}'; it has {', '.join(known)}")
    return replace(bot, narrowed=(*bot.narrowed, f"--tighten {asked}"))


def _guard(guard: Guard, name: str, value: str, asked: str) -> Guard:
    if guard.name != name:
        return guard
    params = getattr(guard, "params", None)
    before = getattr(params, "limit", None)
    if params is None or before is None:
        raise CannotNarrow(f"--tighten {asked}: '{name}' has no limit to make stricter")
    try:
        stricter = type(params).model_validate({**_written(params), "limit": value})
    except ValueError as error:
        hint = "a percentage, such as 1%" if isinstance(before, Ratio) else f"it as the spec does, such as {before}"
        raise CannotNarrow(f"--tighten {asked}: write {hint}") from error
    if not _is_stricter(stricter.limit, before):
        raise CannotNarrow(f"--tighten {asked}: the spec says {guard}; a run may only be stricter")
    built: Guard = type(guard)(stricter, name)  # type: ignore[call-arg]  # every guard of a spec is built so
    return built


def _written(params: Params) -> dict[str, object]:
    return {field.alias or name: getattr(params, name) for name, field in type(params).model_fields.items()}


def _limit(limit: Limit, name: str, value: str, asked: str) -> Limit:
    if limit.kind != name:
        return limit
    entry = find(Family.LIMIT, name)
    if entry is None or name not in kinds(Family.LIMIT):
        raise CannotNarrow(f"--tighten {asked}: '{name}' cannot be changed")
    try:
        stricter: Limit = entry.block(entry.params.model_validate({"limit": value}))
    except ValueError as error:
        raise CannotNarrow(f"--tighten {asked}: '{value}' is not a value of {name}") from error
    before, after = getattr(limit, "limit", None), getattr(stricter, "limit", None)
    if name.startswith("min_"):
        before, after = after, before
    if not _is_stricter(after, before):
        raise CannotNarrow(f"--tighten {asked}: the spec says {limit}; a run may only be stricter, in the same unit")
    return stricter


def _is_stricter(new: object, old: object) -> bool:
    match new, old:
        case Ratio(value=asked), Ratio(value=allowed):
            return asked <= allowed
        case Money(amount=asked), Money(amount=allowed):
            return asked <= allowed
        case Shares(quantity=asked), Shares(quantity=allowed):
            return asked <= allowed
        case Duration(seconds=asked), Duration(seconds=allowed):
            return asked <= allowed
        case int() | Decimal(), int() | Decimal():
            return new <= old
        case _:
            return False
