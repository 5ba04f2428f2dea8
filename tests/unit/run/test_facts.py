"""Each limit of the catalogue beside the tables of what is looked up for it: what a limit reads is there, or it denies.

A limit that reads of a book what nobody names here fails: it belongs into a table of `run.desk`.
"""

from __future__ import annotations

from typing import Any

import pytest

from botspec.compiler.catalog import Family, find, kinds
from botspec.pipeline import LOOK_BACK
from botspec.risk.limits.blackout import Blackout
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import Limit, judge
from botspec.run.desk import COUNTED, LOOKING, TIMED
from botspec.run.projection import at_decision
from botspec.run.tape import Tape
from tests.fakes.bots import a_bot, a_limit, scripted
from tests.fakes.desks import a_desk, at_row
from tests.fakes.market import days
from tests.unit.risk.test_limit_table import BUY, SHORT

KINDS = kinds(Family.LIMIT)
ALWAYS = {"equity", "cash", "exposures", "orders_last_minute", "open_orders"}
WORKED_OUT = {"gross", "net", "open_positions", "exposure", "effect", "open_positions_with", "approving"}
TABLES = {
    "orders_today": COUNTED,
    "leaves_at": TIMED,
    "session": TIMED,
    "average_volume": LOOKING,
    "dollar_volume": LOOKING,
    "spread": LOOKING,
    "easy_to_borrow": LOOKING,
}
ROWS = LOOK_BACK + 1
PANEL = days({symbol: [(100.0, 101.0, 99.0, 100.0)] * ROWS for symbol in ("AAA", "BBB")})
PROPOSALS = (BUY, SHORT)


def limit_of(kind: str) -> Limit:
    """As its page shows it."""
    entry = find(Family.LIMIT, kind)
    assert entry is not None
    examples = entry.params.model_fields["limit"].examples
    assert examples, f"{kind} has no example"
    limit = a_limit(kind, examples[0])
    return limit.on_days({}) if isinstance(limit, Blackout) else limit


def book_for(*limits: Limit) -> Book:
    """What a bot with these limits decides on."""
    desk = a_desk(a_bot(scripted(ROWS, 2), limits=limits))
    desk.tape = Tape(PANEL, ROWS)
    at = at_row(PANEL, ROWS - 1)
    return at_decision(desk, lambda _: None, desk.bot.capital, at)


class Watched:
    """A book that notes what is read of it, of the market of its symbols and of what follows from it."""

    def __init__(self, book: Any, read: set[str]) -> None:
        self._book, self._read = book, read

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._book, name)
        if name == "facts":
            return lambda symbol: Watched(found(symbol), self._read)
        self._read.add(name)
        return (lambda proposal: Watched(found(proposal), self._read)) if name == "approving" else found


def what_reads(limit: Limit) -> set[str]:
    read: set[str] = set()
    for proposal in PROPOSALS:
        limit.measure(proposal, Watched(book_for(limit), read))  # type: ignore[arg-type]
    return read


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_limit_reads_is_looked_up_for_it(kind: str) -> None:
    read = what_reads(limit_of(kind))
    assert read <= {*ALWAYS, *WORKED_OUT, *TABLES}, (
        "name it in ALWAYS if every book has it, else look it up for whom asks"
    )
    assert {name: kind in TABLES[name] for name in read & set(TABLES)} == dict.fromkeys(read & set(TABLES), True)


def test_nothing_is_looked_up_for_a_limit_that_does_not_read_it() -> None:
    for table in {COUNTED, LOOKING, TIMED}:
        names = {name for name, of in TABLES.items() if of is table}
        assert {kind for kind in KINDS if what_reads(limit_of(kind)) & names} == table


@pytest.mark.parametrize("kind", sorted(COUNTED | LOOKING | TIMED))
def test_without_what_it_reads_it_denies(kind: str) -> None:
    """As if the bot had no such limit, and so nobody had looked."""
    limit = limit_of(kind)
    proposal = SHORT if kind == "easy_to_borrow_only" else BUY
    assert judge(proposal, book_for(), (limit,)).denied_by == kind
    assert limit.measure(proposal, book_for()) != limit.measure(proposal, book_for(limit))
