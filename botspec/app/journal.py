"""`botspec journal verify`: does the chain hold, and is it the one a report was made from?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from botspec.journal.chain import Seal
from botspec.ports.journal import JournalDamaged


@dataclass(frozen=True, slots=True)
class Verified:
    """`report` says how a report.json beside the journal compares; None when there is none."""

    journal: Path
    seal: Seal
    report: str | None


def verify_run(journal: Path, head: str | None = None) -> Verified:
    """Follow every row and column. Raises JournalDamaged naming the first row that does not hold.

    A tail that was cut off shows only against a head hash noted before: `head`, or the one in report.json.
    """
    with SqliteJournal(journal, "read") as file:
        seal = file.verify()
        heads = file.heads()
    if head is not None and head not in heads:
        raise JournalDamaged(
            f"{journal}: no row has the hash {head}: rows after it were cut off, or it is another journal"
        )
    return Verified(journal, seal, _against_report(journal, heads))


def _against_report(journal: Path, heads: list[str]) -> str | None:
    noted = _noted(journal.with_name("report.json"))
    if noted is None:
        return None
    rows, head = noted
    if head not in heads:
        raise JournalDamaged(
            f"{journal}: report.json was made from {rows} rows ending in {head}, which are not there any more: "
            f"rows were cut off (there are {len(heads)}), or it is the report of another journal"
        )
    return "names this head" if heads[-1] == head else f"names the head of row {rows}; rows were added since"


def _noted(report: Path) -> tuple[int, str] | None:
    """Rows and head hash that a report says it was made from; None when there is no such report."""
    try:
        noted = json.loads(report.read_text(encoding="utf-8"))["provenance"]["journal"]
        return int(noted["rows"]), str(noted["head"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
