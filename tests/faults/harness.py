"""Runs in processes of their own, and what they leave in the journal and at the broker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from botspec import wiring
from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system.child import ADDRESS
from botspec.app.validate import check_file
from botspec.compiler.compile import compile_spec
from botspec.domain.rows import (
    CashRow,
    DeniedRow,
    EndedRow,
    FillRow,
    IntentRow,
    LegRow,
    MarkRow,
    NoteRow,
    OrderRow,
    ReleasedRow,
    Row,
    TripRow,
)
from botspec.simulator.simulation import build

ROOT = Path(__file__).resolve().parents[2]
SPECS = Path(__file__).parent / "specs"
PATIENCE_SECONDS = 120
KILLED = -9
STARTED = "STARTED_AT"


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        """The object of `--json`."""
        return dict(json.loads(self.out))


@dataclass(frozen=True, slots=True)
class Trace:
    """What a run came to, in journal and at the broker. Two runs of one spec must leave equal traces."""

    intents: dict[str, Any]
    sent: list[tuple[str, str]]
    fills: Counter[Any]
    cash: Counter[Any]
    denied: list[Any]
    trips: list[Any]
    releases: list[Any]
    marks: list[Any]
    equity: Decimal | float | None
    orders: dict[str, tuple[str, Decimal]]
    told: dict[str, tuple[str, Decimal]]
    ledger: tuple[Decimal, dict[str, Decimal]]
    account: tuple[Decimal, dict[str, Decimal]]
    legs: set[str]
    notes: list[str] = field(compare=False)

    def wrongs(self) -> list[str]:
        """What must never be, whatever happened to the run."""
        doubled = [name for name, count in Counter(name for name, _ in self.sent).items() if count > 1]
        known = self.intents.keys() | self.legs
        found = {
            f"sent twice: {doubled}": doubled,
            f"lost: {self.intents.keys() - self.orders.keys()}": self.intents.keys() - self.orders.keys(),
            f"unknown to the journal: {self.orders.keys() - known}": self.orders.keys() - known,
            f"filled {_filled(self.orders)}, booked {_filled(self.told)}": _filled(self.orders) != _filled(self.told),
            f"ledger {self.ledger}, account {self.account}": self.ledger != self.account,
            "the run did not end": self.equity is None,
            "it says UNRECONCILED": "UNRECONCILED" in self.notes,
            "it does not say RECONCILED": "RECONCILED" not in self.notes,
        }
        return [text for text, wrong in found.items() if wrong]

    def differs(self, other: Trace) -> list[str]:
        """Names of the parts that are not equal."""
        names = [name for name in Trace.__dataclass_fields__ if name != "notes"]
        return [name for name in names if getattr(self, name) != getattr(other, name)]


def botspec(
    *arguments: str | Path,
    cwd: Path,
    point: str = "none",
    hit: int = 1,
    who: str = "bot",
    environment: dict[str, str] | None = None,
    kill_after: float | None = None,
) -> Finished:
    """Run botspec to its end, to the point where it dies, or until it is killed from here after so many seconds."""
    command = [sys.executable, "-m", "tests.faults.victim", point, str(hit), who, "--", *map(str, arguments)]
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=clean_environment(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE_SECONDS if kill_after is None else kill_after)
        except subprocess.TimeoutExpired:
            if who == "both":
                _kill_simulator(cwd)
            process.kill()
            out, err = process.communicate()
            assert kill_after is not None, f"no end after {PATIENCE_SECONDS} s: {err[-600:]}"
    return Finished(process.returncode, out, err)


def _kill_simulator(folder: Path) -> None:
    """The one that a run under `folder` told of, if it did."""
    for address in folder.glob(f"runs/*/{ADDRESS}"):
        with suppress(ValueError, KeyError, ProcessLookupError):
            os.kill(int(json.loads(address.read_text())["pid"]), signal.SIGKILL)


def stamped() -> dict[str, str]:
    """For the environment: the process tells on standard error when it is at work."""
    return {STARTED: repr(time.time())}


def clean_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Nothing of this process's but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **(more or {})}


def simulate(spec: Path, folder: Path, *more: str, **how: Any) -> Finished:
    """`botspec run SPEC` with its runs under `folder`."""
    return botspec("run", spec, "--runs", folder / "runs", "--json", *more, cwd=folder, **how)


def trace(spec: Path, run_dir: Path) -> Trace:
    """Read what a run left; the account is built again from its own file alone."""
    with SqliteJournal(run_dir / "journal.sqlite", "read") as journal:
        journal.verify()
        rows = list(journal.rows())
    checked = check_file(spec)
    assert checked.context is not None
    bot = compile_spec(checked.context, spec.parent)
    simulation = build(wiring._simulator_config(bot, wiring.local_bars(bot), run_dir, None))
    assert simulation.store is not None
    try:
        sent = [(body["client_order_id"], at) for at, kind, body in simulation.store.commands() if kind == "submit"]
    finally:
        simulation.store.close()
    exchange = simulation.exchange
    intents = {row.intent.request.client_order_id: row.intent for row in _of(rows, IntentRow)}
    told = {row.order.request.client_order_id: row.order for row in _of(rows, OrderRow)}
    ended = _of(rows, EndedRow)
    return Trace(
        intents=intents,
        sent=sent,
        fills=Counter(repr(row.fill) for row in _of(rows, FillRow)),
        cash=Counter(repr(row.moved) for row in _of(rows, CashRow)),
        denied=[(row.at, row.wanted, row.limit) for row in _of(rows, DeniedRow)],
        trips=[row.trip for row in _of(rows, TripRow)],
        releases=[(row.at, row.guard, row.equity) for row in _of(rows, ReleasedRow)],
        marks=[(row.at, row.phase, row.equity, row.adverse, row.cash) for row in _of(rows, MarkRow)],
        equity=ended[-1].equity if ended else None,
        orders={o.request.client_order_id: (o.status, o.filled_quantity) for o in exchange.orders()},
        told={name: (order.status, order.filled_quantity) for name, order in told.items()},
        ledger=_ledger(rows, bot.capital),
        account=(exchange.cash, {p.symbol: p.quantity for p in exchange.positions.values() if p.quantity}),
        legs={row.intent.request.client_order_id for row in _of(rows, LegRow)},
        notes=[row.code for row in _of(rows, NoteRow)],
    )


def _ledger(rows: list[Row], capital: Decimal) -> tuple[Decimal, dict[str, Decimal]]:
    """Cash and positions summed from the journal, by arithmetic of its own."""
    cash = capital
    shares: dict[str, Decimal] = {}
    for row in _of(rows, FillRow):
        fill = row.fill
        sign = 1 if fill.side == "buy" else -1
        cash -= sign * fill.quantity * fill.price
        shares[fill.symbol] = shares.get(fill.symbol, Decimal(0)) + sign * fill.quantity
    cash += sum((row.moved.amount for row in _of(rows, CashRow)), Decimal(0))
    return cash, {symbol: quantity for symbol, quantity in shares.items() if quantity}


def _filled(orders: dict[str, tuple[str, Decimal]]) -> dict[str, Decimal]:
    return {name: quantity for name, (_, quantity) in orders.items() if quantity}


def _of(rows: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]
