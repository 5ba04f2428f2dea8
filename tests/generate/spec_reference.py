"""docs/spec-reference.md from the models: every key, what may be written, and its default."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from botspec.compiler.catalog import Entry, Family, entries
from botspec.spec.choice import Choice
from botspec.spec.model import Block, Spec
from botspec.spec.shape import fields, flow, model_at

INTRO = """# Spec reference

Every key and every block of the language. What they do together is in [semantics.md](semantics.md); what rules may say
is in [rules.md](rules.md), indicator by indicator in [indicators.md](indicators.md).

| written | means |
|---|---|
| `5%` `0.5%` | a ratio |
| `20000 USD` | money |
| `100 shares` `0.5 shares` | a quantity |
| `60s` `5m` `4h` `2d` `3w` `5y` | a span of time |
| `20 bars` | a count of the symbol's own bars |
| `4%` `2 USD` `3 * atr(14)` `{price: RULE}` | a distance from the entry price, or a price by a rule |
| `env:NAME` `file:PATH` | a secret, by reference only |

A scalar is read by the type of its key, so symbols such as ON, NO and TRUE need no quotes. There are no anchors, merge
keys or tags. A default is what counts when the key is left out.
"""
TITLES = {
    Family.STRATEGY: "Strategies",
    Family.SIZING: "Sizing",
    Family.LIMIT: "Limits",
    Family.GUARD: "Guards",
    Family.SLIPPAGE: "Slippage",
    Family.FEES: "Fees",
}
WHERE = {
    Family.STRATEGY: "One block under `strategy`: `strategy: {kind: sma_cross, fast: 20, slow: 100}`.",
    Family.SIZING: "One block under `sizing`: `sizing: {kind: percent_of_equity, percent: 10%}`.",
    Family.LIMIT: "Keys of `risk.limits`. A breach denies the order, with the limit as its reason; a way out of a "
    "position is never denied. The limit `capital` needs no key: a bot never spends more than its own cash.",
    Family.GUARD: "Items of `risk.guards`, looked at on marked-to-market equity. A trip is latched until its release.",
    Family.SLIPPAGE: "One block under `simulation.slippage`.",
    Family.FEES: "One block under `simulation.fees`.",
}


def page() -> str:
    """The whole page."""
    parts = [INTRO, _contents(), "## Keys\n", *_model(Spec, "", {})]
    for family, title in TITLES.items():
        parts += [f"## {title}\n", f"{WHERE[family]}\n"]
        mine = [entry for entry in entries() if entry.family is family]
        parts += [_limits(mine)] if family is Family.LIMIT else [part for entry in mine for part in _block(entry)]
    return "\n".join(parts)


def _contents() -> str:
    links = [f"[{title}](#{title.lower()})" for title in ("Keys", *TITLES.values())]
    return f"{' · '.join(links)}\n"


def _model(model: type[BaseModel], prefix: str, told: dict[type[BaseModel], str]) -> Iterator[str]:
    """A table of the keys, then a part for each mapping among them; a mapping told of before is only pointed at."""
    told[model] = prefix.rstrip(".")
    yield _table(model, prefix)
    for key in fields(model):
        below = model_at(model, (key,))
        if below is None or below is Block:
            continue
        before = next((where for known, where in told.items() if issubclass(known, below)), None)
        if before is not None:
            yield f"`{prefix}{key}` takes the keys of `{before}`.\n"
            continue
        yield f"### {prefix}{key}\n"
        yield f"{below.__doc__}\n"
        yield from _model(below, f"{prefix}{key}.", told)


def _block(entry: Entry) -> Iterator[str]:
    yield f"### {entry.kind}\n"
    yield f"{entry.docs}\n"
    if fields(entry.params):
        yield from _keys(entry)


def _keys(entry: Entry) -> Iterator[str]:
    """Keys of a block and of the mappings in it, in one table."""
    yield _rows(list(_each(entry.params, "")))


def _each(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for key, field in fields(model).items():
        yield _row(f"{prefix}{key}", field)
        below = model_at(model, (key,))
        if below is not None:
            yield from _each(below, f"{prefix}{key}.")


def _limits(limits: list[Entry]) -> str:
    rows = ["| limit | write | an order is denied beyond |", "|---|---|---|"]
    for entry in limits:
        field = fields(entry.params)["limit"]
        shown = " ".join(f"`{flow(each)}`" for each in field.examples or [])
        rows.append(f"| `{entry.kind}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"


def _table(model: type[BaseModel], prefix: str) -> str:
    return _rows([_row(f"{prefix}{key}", field) for key, field in fields(model).items()])


def _rows(rows: list[str]) -> str:
    return "\n".join(["| key | default | write | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _row(key: str, field: FieldInfo) -> str:
    return f"| `{key}` | {_default(field)} | {_example(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined or value in ({}, (), ""):
        return ""
    if isinstance(value, Block):
        return f"`{flow({'kind': value.kind, **value.settings})}`"
    return "" if isinstance(value, BaseModel) else f"`{flow(value)}`"


def _example(field: FieldInfo) -> str:
    words = _words(field)
    if words:
        return " ".join(f"`{word}`" for word in words)
    return " ".join(f"`{flow(each)}`" for each in field.examples or [])


def _words(field: FieldInfo) -> list[str]:
    """What may be written, where that is one of a few words."""
    choices = [choice.words for choice in field.metadata if isinstance(choice, Choice)]
    if choices:
        return choices[0]
    if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum):
        return [member.value for member in field.annotation]
    return [str(word) for word in get_args(field.annotation)] if get_origin(field.annotation) is Literal else []
