"""`botspec status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import as_json, told

if TYPE_CHECKING:
    from botspec.app.status import RunStatus


BY_THE_CLOCK = frozenset({"shadow", "paper", "live"})


def command(
    run: Annotated[
        str, typer.Argument(metavar="[RUN]", help="A run folder, a journal, a name under runs/, a bot's id, or last.")
    ] = "last",
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Show how a run stands: equity, positions, working orders, trips. Exit 6 when its journal is damaged."""
    from botspec.app.find_run import find_run
    from botspec.app.status import status

    with told():
        found = status(find_run(run))
    typer.echo(as_json(found) if json else _text(found))


def _text(found: RunStatus) -> str:
    from botspec.diagnostics.visible import visible
    from botspec.report import words

    equity = "no bar yet" if found.equity is None else f"{words.money(found.equity)} USD"
    profit = "" if found.equity is None or found.capital is None else _profit(found.equity - float(found.capital))
    lines = [
        ("run", f"{found.name}: {found.state}{_writer(found.writer)}"),
        ("bot", f"{found.bot}, {found.mode}, account {found.account}, digest {found.digest[:12]}"),
        ("started", f"{words.minute(found.started_at)} New York"),
        ("last mark", f"{words.minute(found.last_at)} New York" if found.last_at else "none yet"),
        ("equity", f"{equity}{profit}"),
        ("cash", f"{words.money(found.cash)} USD"),
    ]
    lines += _holdings(found)
    if found.state == "unfinished" and found.mode in BY_THE_CLOCK:
        lines.append(("next", "nobody runs it: what rests at the broker stays; the same command goes on from here"))
    elif found.next_close_at is not None:
        lines.append(("next", f"the close of {words.minute(found.next_close_at)} New York"))
    return "\n".join(f"{label:<10} {visible(text)}" for label, text in lines)


def _profit(amount: float) -> str:
    from botspec.report import words

    return f" ({words.money(amount, sign=True)})"


def _holdings(found: RunStatus) -> list[tuple[str, str]]:
    from botspec.report import words

    lines = [
        ("position", f"{each.symbol} {words.quantity(each.quantity)} at {words.price(each.average_price)}")
        for each in found.positions
    ] or [("position", "none")]
    lines += [
        ("working", f"{each.side} {words.quantity(each.quantity)} {each.symbol} {each.type}, {each.status}")
        for each in found.working
    ]
    lines += [
        ("tripped", f"{trip.guard}: {trip.action.value} since {words.minute(trip.at)} New York ({trip.id})")
        for trip in found.trips
    ]
    return lines + [("note", text) for text in found.warnings]


def _writer(process: int | None) -> str:
    if process is None:
        return ""
    return f" (process {process})" if process else " (by another process)"
