"""`python -m benchmarks.session`: eight hours of minute bars of 500 symbols, streams on; what memory grows.

A whole session of 390 minutes and the first 90 of the next, with the night between them. The simulator is another
process: what is measured is the bot alone. Ends with 1 when it grew by more than it may, or when anything was wrong.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.cases import MINUTES, Case
from benchmarks.latency import Market, ours
from botspec.adapters.sqlite import SqliteJournal
from botspec.domain.rows import FillRow, IntentRow, TripRow

WARM = 0.15  # of the minutes; after them memory is compared
ALLOWED = 10.0  # MB


def wrongs(journal: Path) -> tuple[int, tuple[str, ...]]:
    """Orders of a journal whose chain holds, and what should not be in it."""
    with SqliteJournal(journal, "read") as file:
        file.verify()
        rows = list(file.rows())
    sent = Counter(row.intent.request.client_order_id for row in rows if isinstance(row, IntentRow))
    found = [f"{name} was sent {count} times" for name, count in sent.items() if count > 1]
    found += [f"tripped: {row}" for row in rows if isinstance(row, TripRow)]
    if not any(isinstance(row, FillRow) for row in rows):
        found.append("nothing was filled")
    return len(sent), tuple(found)


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.session", description=__doc__)
    parser.add_argument("--minutes", type=int, default=480)
    parser.add_argument("--symbols", type=int, default=500)
    asked = parser.parse_args()
    sessions = 1 + -(-asked.minutes // MINUTES)
    with tempfile.TemporaryDirectory(prefix="botspec-session-") as place:
        market = Market(Case("S", asked.symbols, sessions * MINUTES, "1Min", 11), Path(place))
        began = time.monotonic()
        marks, journal = ours(market, asked.minutes, None)
        seconds = time.monotonic() - began
        orders, wrong = wrongs(journal)
    gc.collect()
    grew = marks.memory[-1] - marks.memory[round(len(marks.memory) * WARM)]
    for each in wrong:
        sys.stdout.write(f"WRONG {each}\n")
    sys.stdout.write(
        f"{len(marks.memory)} minute bars of {asked.symbols} symbols, {orders} orders: {seconds:.0f} s, "
        f"the bot's memory grew by {grew:.1f} MB after the warm-up (at most {ALLOWED:.0f})\n"
    )
    return 0 if not wrong and grew <= ALLOWED and len(marks.memory) >= asked.minutes - 1 else 1


if __name__ == "__main__":
    sys.exit(main())
