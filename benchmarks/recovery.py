"""`python -m benchmarks.recovery`: seconds from kill -9 of a bot with 10,000 past orders until it is ready again.

The paper loop trades many symbols in and out at a simulator on loopback until it has so many orders, then kills its own
process. Another process starts the same bot: counted from that until its books agree with the broker's and it says what
it trades. Ends with 1 when that took too long. Beside it, how long its journal takes to verify.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import latency
from benchmarks.cases import MINUTES, Case
from benchmarks.latency import MINUTE, DrivenClock, Market, Marks, Silent
from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system import child
from botspec.app.banner import Banner
from botspec.app.by_the_clock import Interruption, Occasion, Place, open_mailbox, run_by_the_clock
from botspec.app.folders import JOURNAL
from botspec.app.request import RunRequest
from botspec.app.run import compiled_spec
from botspec.domain.modes import Mode
from botspec.domain.rows import IntentRow

ALLOWED = 5.0  # seconds
TIMES = 3
SYMBOLS = 56
SPEC = """\
version: 1
id: recovery
mode: {mode}
capital: 1000000 USD
universe: {{symbols: [{symbols}]}}
data: {{{source}, timeframe: 1Min}}
strategy: {{kind: rules, long: {{enter: close > 0, exit: volume > 0}}}}
sizing: {{kind: percent_of_equity, percent: 1%}}
schedule: {{session: regular, decide: bar_close, submit: now, heartbeat: 60s}}
risk:
  limits: {{max_position: 2%, max_order_notional: 2%, max_open_positions: 60, max_orders_per_minute: 100}}
  guards:
    - {{kind: daily_loss, limit: 60%, action: block_entries, release: next_session}}
simulation: {{period: {{from: {first}, to: {last}}}, cash: 1000000 USD, slippage: {{kind: none}}, fees: {{kind: none}}}}
report: {{formats: [json]}}
"""


class Trading(Market):
    """With the spec of a bot that trades every symbol in and out as often as it may."""

    template = SPEC

    @property
    def run(self) -> Path:
        """The run folder."""
        return self.folder / "run"


def trade_until_killed(market: Trading, orders: int) -> None:
    """In this process, which does not come back."""
    marks = Marks()
    with latency.marking(marks):
        _trade(market, Silent(), partial(_drive, market, orders, marks))


def start_again(market: Trading) -> None:
    """In this process, which says when it is ready."""
    _trade(market, Telling(), lambda *_: None)


def _trade(market: Trading, watcher: Silent, drive: Callable[[DrivenClock, child.Simulator], None]) -> None:
    alpaca = child.attach(market.folder / "past" / child.ADDRESS)
    if alpaca is None:
        raise SystemExit("the simulator does not answer")
    request = RunRequest(market.spec(Mode.PAPER), market.folder / "runs")
    interruption = Interruption(lambda: False, open_mailbox(market.run))
    clock = DrivenClock(alpaca.control.now().astimezone(UTC), interruption)
    place = Place(Mode.PAPER, market.run, clock, interruption, latency.connecting(alpaca))
    threading.Thread(target=drive, args=(clock, alpaca), daemon=True).start()
    run_by_the_clock(Occasion(compiled_spec(request), request, watcher, lambda: False, place))


class Telling(Silent):
    """Says on standard output that the run begins."""

    def banner(self, _: Banner) -> None:
        sys.stdout.write("READY\n")
        sys.stdout.flush()


def _drive(market: Trading, orders: int, marks: Marks, clock: DrivenClock, alpaca: child.Simulator) -> None:
    latency.until(lambda: clock.rests(0.5), 60.0)
    closes = [session.opens_at + n * MINUTE for session in market.sessions for n in range(1, MINUTES + 1)]
    for to in closes:
        clock.move(to)
        alpaca.control.advance(to)
        latency.until(lambda: clock.rests(0.05), latency.LONGEST)
        if len(marks.orders) >= orders:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.recovery", description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    for role in ("--trade", "--again"):
        parser.add_argument(role, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    case = Case("R", SYMBOLS, (2 + asked.orders // (MINUTES * SYMBOLS)) * MINUTES, "1Min", 12)
    if asked.again is not None:
        start_again(Trading(case, asked.again))
    if asked.trade is not None:
        trade_until_killed(Trading(case, asked.trade), asked.orders)
    with tempfile.TemporaryDirectory(prefix="botspec-recovery-") as place:
        return _measured(Trading(case, Path(place)), asked.orders)


def _measured(market: Trading, orders: int) -> int:
    trade = [sys.executable, "-m", "benchmarks.recovery", "--orders", str(orders), "--trade", str(market.folder)]
    with market.served("past"):
        killed = subprocess.run(trade, check=False)
        if killed.returncode != -signal.SIGKILL:
            sys.stdout.write(f"the bot ended with {killed.returncode} before it had its orders\n")
            return 1
        seconds = [_until_ready(market) for _ in range(TIMES)]
    with SqliteJournal(market.run / JOURNAL, "read") as file:
        began = time.perf_counter()
        rows = file.verify().rows
        verified = time.perf_counter() - began
        past = sum(isinstance(row, IntentRow) for row in file.rows())
    sys.stdout.write(
        f"killed with {past} past orders, started again: ready in {median(seconds):.2f} s, {max(seconds):.2f} s at "
        f"most of {len(seconds)} (at most {ALLOWED:.0f}); its journal of {rows} rows verified in {verified:.1f} s\n"
    )
    return 0 if max(seconds) <= ALLOWED and past >= orders else 1


def _until_ready(market: Trading) -> float:
    """Seconds from the start of the process until it says so; then it is killed too."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.recovery", "--again", str(market.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline() if process.stdout is not None else b""
        took = time.perf_counter() - began
        process.kill()
    return took if line == b"READY\n" else float("inf")


if __name__ == "__main__":
    sys.exit(main())
