"""`botspec show`."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import as_json
from botspec.cli.rewriting import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botspec.app.show import Shown

WIDTH, NAME = 100, 12


class ShowFormat(StrEnum):
    """How a bot is shown."""

    TEXT = "text"
    JSON = "json"


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec to show.")],
    output: Annotated[ShowFormat, typer.Option("--format", help="For reading, or for scripts.")] = ShowFormat.TEXT,
    at: Annotated[str | None, typer.Option(metavar="COMMIT", help="As it was in this commit, branch or tag.")] = None,
) -> None:
    """Say in words what a bot will do, what it needs and what it can lose. Runs nothing."""
    from botspec.app.show import show

    with refusals():
        shown = show(spec, at)
    typer.echo(as_json(shown) if output is ShowFormat.JSON else "\n".join(_lines(shown)))


def _lines(shown: Shown) -> Iterator[str]:
    yield f"{shown.bot} ({shown.mode}, account {shown.account})"
    yield ""
    for sentence in shown.summary:
        yield from wrap(sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield from _fact("symbols", " ".join(shown.symbols))
    if shown.benchmark:
        yield from _fact("benchmark", shown.benchmark)
    yield from _fact("bars", _bars(shown))
    yield from _rules(shown)
    yield from _listed("orders", shown.orders)
    yield from _listed("exits", shown.exits)
    yield from _listed("worst case", [f"{bound.what}: {_usd(bound.usd)} ({bound.by})" for bound in shown.worst_case])
    yield from _listed("moments", [f"{moment.when}: {moment.what}" for moment in shown.moments])
    yield from _listed("notes", shown.notes)
    yield from _fact("digest", shown.digest)
    yield from _fact("behaviour", f"{shown.behaviour_digest} (the same in every mode and account)")


def _bars(shown: Shown) -> str:
    data = shown.data
    period = f"; decides from {data.first} to {data.last}" if data.first is not None else ""
    since = f", so from {data.since}" if data.since is not None else ""
    return f"{data.timeframe} from {data.source}; {data.warmup} of warm-up{since}{period}"


def _rules(shown: Shown) -> Iterator[str]:
    width = max((len(rule.name) for rule in shown.rules), default=0)
    for number, rule in enumerate(shown.rules):
        first, *rest = wrap(rule.understood, WIDTH - NAME - width - 4)
        yield f"  {'rules' if number == 0 else '':<{NAME}}{rule.name:<{width}}  {first}"
        yield from (f"  {'':<{NAME}}{'':<{width}}  {line}" for line in rest)
        yield f"  {'':<{NAME}}{'':<{width}}  (first value after {rule.lookback} bars, trusted after {rule.warmup})"


def _listed(name: str, texts: tuple[str, ...] | list[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield from _fact(name if number == 0 else "", text)


def _fact(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(wrap(text, WIDTH - NAME - 2, break_on_hyphens=False) or [""]):
        yield f"  {name if number == 0 else '':<{NAME}}{line}"


def _usd(amount: Decimal | None) -> str:
    return "not known before the run" if amount is None else f"{amount:,.2f} USD"
