"""`botspec blame`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import as_json, told

if TYPE_CHECKING:
    from botspec.app.blame import Blame, Headroom

WIDTH, NAME = 100, 10


def command(
    order: Annotated[
        str,
        typer.Argument(
            metavar="ORDER", help="Client order id (or its start), the broker's id; with /2 its second fill."
        ),
    ],
    runs: Annotated[Path, typer.Option("--runs", help="Where runs are kept.")] = Path("runs"),
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Say why an order was sent: rule and values, room in the limits, spec, commit. Exit 2 when nobody knows it."""
    from botspec.app.blame import blame

    with told():
        found = blame(order, runs)
    typer.echo(as_json(found) if json else "\n".join(_lines(found)))


def _lines(found: Blame) -> Iterator[str]:
    from botspec.market.calendar import in_new_york

    ours = found.client_order_id
    yield f"{found.side} {found.quantity:f} {found.symbol} ({found.leg}) by rule '{found.rule}'"
    yield from _fact("order", f"{ours}, at the broker {found.order_id or 'not known'}")
    yield from _fact("decided", f"{in_new_york(found.decided_at)}, sent {in_new_york(found.sent_at)}")
    for fill in found.fills:
        yield from _fact("fill", f"{fill.quantity:f} at {fill.price:f} USD, {in_new_york(fill.at)}")
    yield from _fact("spec", f"{found.bot} ({found.mode}, account {found.account}), digest {found.digest}")
    yield from _fact("file", _file(found))
    if found.change is not None:
        yield from _fact("changed", f"by {found.change.commit[:12]} {found.change.subject} ({found.change.author})")
    yield from _fact("approved", f"lock {found.lock[:12]}" if found.lock else "no lock")
    yield from _fact("policy", found.policy[:12] if found.policy else "none")
    for note in found.narrowed:
        yield from _fact("narrowed", note)
    yield from _values(found)
    yield from _headroom(found)
    yield from _fact("report", str(found.report or found.run))


def _file(found: Blame) -> str:
    if found.commit is None:
        return f"{found.spec_path}, not in git"
    return f"{found.spec_path} at {found.commit}" + (", with changes that are not committed" if found.dirty else "")


def _values(found: Blame) -> Iterator[str]:
    if found.values is None:
        yield from _fact("values", f"not known: {found.why}")
        return
    for number, value in enumerate(found.values):
        told = f"{value.name}: {value.text} = {value.value}" if value.name else f"  {value.text} = {value.value}"
        yield from _fact("values" if number == 0 else "", told)


def _headroom(found: Blame) -> Iterator[str]:
    from botspec.app.blame import largest_first

    for number, each in enumerate(largest_first(found)):
        yield from _fact("limits" if number == 0 else "", _room(each))
    if not found.headroom:
        yield from _fact("limits", "none measured it: what only reduces is never denied")


def _room(each: Headroom) -> str:
    reading = each.reading
    part = f" ({each.used:.0%})" if each.used is not None else ""
    return f"{each.limit}: {reading.used:,.2f} of {reading.allowed:,.2f} {reading.unit}{part}"


def _fact(name: str, text: str) -> Iterator[str]:
    kept = len(text) - len(text.lstrip())
    for number, line in enumerate(wrap(text.strip(), WIDTH - NAME - 2, break_on_hyphens=False) or [""]):
        yield f"  {name if number == 0 else '':<{NAME}}{' ' * kept}{line}"
