"""The big words over a report: what a reader must see before any number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from botspec.domain.guards import Action
from botspec.domain.rows import EndedRow, NoteRow, SpecRow
from botspec.report.headroom import TripLine
from botspec.report.money import Money


@dataclass(frozen=True, slots=True)
class Stamp:
    """`word` in capitals; `severity` is bad or notice."""

    word: str
    text: str
    severity: str


def stamps(
    spec: SpecRow | None, ended: EndedRow | None, notes: Sequence[NoteRow], money: Money, trips: Sequence[TripLine]
) -> tuple[Stamp, ...]:
    """Worst first; none for a run that is whole."""
    found = [
        _unreconciled(notes, money),
        _unfinished(ended, notes),
        _halted(ended, trips),
        _interrupted(ended),
        _narrowed(spec),
    ]
    return tuple(stamp for stamp in found if stamp is not None)


def _unreconciled(notes: Sequence[NoteRow], money: Money) -> Stamp | None:
    told = [row for row in notes if row.code in ("UNRECONCILED", "RECONCILED")]
    if told and told[-1].code == "UNRECONCILED":
        return Stamp("UNRECONCILED", f"Journal and broker do not agree: {told[-1].text}", "bad")
    if not money.adds_up:
        text = (
            f"Fills, fees and dividends do not explain the final cash: {money.difference:.2f} USD are missing a name."
        )
        return Stamp("UNRECONCILED", text, "bad")
    return None


def _unfinished(ended: EndedRow | None, notes: Sequence[NoteRow]) -> Stamp | None:
    if ended is not None:
        return None
    if notes and notes[-1].code in {"INTERRUPTED", "STOPPED"}:
        by = notes[-1].code.capitalize()
        return Stamp("UNFINISHED", f"{by} ({notes[-1].text}); the next start goes on from here.", "bad")
    return Stamp("UNFINISHED", "The run is still going or was cut off: what follows is what it wrote so far.", "bad")


def _halted(ended: EndedRow | None, trips: Sequence[TripLine]) -> Stamp | None:
    open_trips = [line.row.trip for line in trips if line.released is None]
    held = [trip for trip in open_trips if trip.action in (Action.HALT, Action.FLATTEN)]
    if held:
        trip = held[-1]
        return Stamp(
            "HALTED", f"The guard {trip.guard} tripped ({trip.action.value}) and holds still: {trip.id}.", "bad"
        )
    if ended is not None and ended.why == "halted":
        return Stamp("HALTED", "A guard ended the run.", "bad")
    return None


def _interrupted(ended: EndedRow | None) -> Stamp | None:
    if ended is None or ended.why != "interrupted":
        return None
    return Stamp("INTERRUPTED", "A person or a signal ended the run before its data did.", "notice")


def _narrowed(spec: SpecRow | None) -> Stamp | None:
    if spec is None or not spec.narrowed:
        return None
    return Stamp("NARROWED", f"Run with less than the spec allows: {', '.join(spec.narrowed)}.", "notice")
