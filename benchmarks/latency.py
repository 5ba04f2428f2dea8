"""`python -m benchmarks.latency [--minutes N] [--symbols N] [--profile]`: from a minute's last bar to the first order.

The loop of paper trading, its streams on, at a simulator on loopback whose time moves on a minute whenever the bot has
dealt with the one before. Counted from when the frame with the last bar is there until the first order's bytes leave;
beside it what the disk alone needs to sync a commit, and a plain alpaca-py script: its stream, pandas, one order.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from benchmarks.cases import MINUTES, Case
from botspec import wiring
from botspec.adapters.alpaca import dialects
from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system import child, transport
from botspec.adapters.system.origin import stream_url
from botspec.app.by_the_clock import Connect, Interruption, Occasion, Place, open_mailbox, run_by_the_clock
from botspec.app.request import RunRequest
from botspec.app.run import compiled_spec
from botspec.domain.modes import Mode
from botspec.domain.rows import IntentRow
from botspec.market import calendar
from botspec.market.calendar import Session

MINUTE = timedelta(minutes=1)
LONGEST = 5.0  # seconds a minute may take before it is given up
AHEAD = 4.0  # seconds the bot's clock runs on beyond the simulator's, which stands: more than the grace of late bars
WARM = 0.15  # of the minutes; after them memory is compared
SPEC = """\
version: 1
id: latency
mode: {mode}
capital: 1000000 USD
universe: {{symbols: [{symbols}]}}
data: {{{source}, timeframe: 1Min}}
strategy:
  kind: rules
  long:
    enter: >
      rsi(close, 2) < 20 and close > sma(close, 100) and ema(close, 12) > ema(close, 50) * 0.98
      and atr(14) < close * 0.05 and volume > 0
    exit: rsi(close, 2) > 60 or close < 0.97 * sma(close, 100)
sizing: {{kind: percent_of_equity, percent: 1%}}
schedule: {{session: regular, decide: bar_close, submit: now, heartbeat: 60s}}
risk:
  limits:
    max_position: 2%
    max_order_notional: 2%
    max_open_positions: 40
    max_orders_per_minute: 60
    max_gross_exposure: 90%
  guards:
    - {{kind: daily_loss, limit: 20%, action: block_entries, release: next_session}}
    - {{kind: drawdown, limit: 50%, action: flatten, release: manual}}
simulation:
  period: {{from: {first}, to: {last}}}
  cash: 1000000 USD
  slippage: {{kind: none}}
  fees: {{kind: none}}
report: {{formats: [json]}}
"""


@dataclass(slots=True)
class Marks:
    """When things happened: frames of bars, and the first byte of each order; seconds passed and CPU seconds used.

    `memory` is what this process has in store after each minute, MB: the bot alone, the simulator is another process.
    """

    frames: list[tuple[float, float]] = field(default_factory=list)
    orders: list[tuple[float, float]] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def latencies(self) -> tuple[list[float], list[float]]:
        """Of each minute with an order: from its last frame of bars to its first order, passed and used."""
        passed, used = [], []
        for number, frame in enumerate(self.frames):
            following = self.frames[number + 1] if number + 1 < len(self.frames) else (float("inf"), 0.0)
            first = next((order for order in self.orders if frame[0] <= order[0] < following[0]), None)
            if first is not None:
                passed.append(first[0] - frame[0])
                used.append(first[1] - frame[1])
        return passed, used


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


class DrivenClock:
    """ports.clock.Clock: seconds are real ones, and somebody else moves it on to the next minute."""

    def __init__(self, present: datetime, interruption: Interruption) -> None:
        self._base, self._since = present, time.perf_counter()
        self._interruption = interruption
        self.asleep_since: float | None = None

    def now(self) -> datetime:
        return self._base + timedelta(seconds=min(time.perf_counter() - self._since, AHEAD))

    def wait_until(self, moment: datetime) -> None:
        while self.now() < moment and not self._interruption.came():
            self.asleep_since = time.perf_counter()
            self._interruption.bell.sleep(min((moment - self.now()).total_seconds(), 0.5))
            self.asleep_since = None

    def rests(self, seconds: float) -> bool:
        """The bot has been asleep for so long."""
        since = self.asleep_since
        return since is not None and time.perf_counter() - since > seconds

    def move(self, to: datetime) -> None:
        """Not back."""
        self._base, self._since = max(to, self.now()), time.perf_counter()
        self._interruption.bell.ring()


@contextmanager
def marking(marks: Marks) -> Iterator[None]:
    """Note when frames come and orders leave."""
    news, exchange = dialects.MarketData.news, transport.BoundedAdapter._exchange

    def heard(self: Any, frame: Any) -> Any:
        marks.frames.append(_now())
        return news(self, frame)

    def sent(self: Any, request: Any) -> Any:
        if request.method == "POST" and request.path_url.endswith("/orders"):
            marks.orders.append(_now())
        return exchange(self, request)

    dialects.MarketData.news, transport.BoundedAdapter._exchange = heard, sent  # type: ignore[method-assign]
    try:
        yield
    finally:
        dialects.MarketData.news, transport.BoundedAdapter._exchange = news, exchange  # type: ignore[method-assign]


@dataclass(frozen=True)
class Market:
    """Seeded minutes of some sessions, and the simulator that serves them."""

    case: Case
    folder: Path
    template: ClassVar[str] = SPEC

    @cached_property
    def sessions(self) -> list[Session]:
        """All but the first, which is there to warm up."""
        lines = (self.case.folder / f"{self.case.names[0]}.csv").read_text(encoding="utf-8").splitlines()
        first, last = (date.fromisoformat(line[:10]) for line in (lines[1], lines[-1]))
        return calendar.sessions(first, last)[1:]

    def spec(self, mode: Mode) -> Path:
        """The spec of a mode beside the bars."""
        path = self.folder / f"{mode}.yaml"
        source = "source: alpaca" if mode is Mode.PAPER else f"source: files, path: {self.case.folder}"
        names = ", ".join(self.case.names)
        text = self.template.format(
            mode=mode.value, source=source, symbols=names, first=self.sessions[0].on, last=self.sessions[-1].on
        )
        path.write_text(text, encoding="utf-8")
        return path

    @contextmanager
    def served(self, name: str) -> Iterator[child.Simulator]:
        """A simulator of its own, a minute before the open."""
        bot = compiled_spec(RunRequest(self.spec(Mode.SIMULATE), self.folder / "runs"))
        home = self.folder / name
        home.mkdir()
        config = wiring._simulator_config(bot, wiring.local_bars(bot), home, None)
        replace(config, store=None, starts_at=self.sessions[0].opens_at - MINUTE).write(home / child.CONFIG)
        running = child.start(home)
        try:
            yield running
        finally:
            running.stop(home)


def ours(market: Market, minutes: int, profile: cProfile.Profile | None) -> tuple[Marks, Path]:
    """The paper loop through so many minutes; gives what was marked, and its journal."""
    marks = Marks()
    bot = compiled_spec(RunRequest(market.spec(Mode.PAPER), market.folder / "runs"))
    folder = market.folder / "run"
    with market.served("ours") as alpaca, marking(marks):
        interruption = Interruption(lambda: False, open_mailbox(folder))
        clock = DrivenClock(alpaca.control.now().astimezone(UTC), interruption)
        place = Place(Mode.PAPER, folder, clock, interruption, connecting(alpaca))
        request = RunRequest(market.spec(Mode.PAPER), market.folder / "runs", steps=minutes)
        driver = threading.Thread(target=_drive, args=(clock, alpaca, market.sessions, minutes, marks), daemon=True)
        driver.start()
        if profile is not None:
            profile.enable()
        run_by_the_clock(Occasion(bot, request, Silent(), lambda: False, place))
        if profile is not None:
            profile.disable()
    return marks, folder / "journal.sqlite"


def connecting(alpaca: child.Simulator) -> Connect:
    """To a simulator, as paper is connected to Alpaca: streams on, connections for bursts."""
    venue = replace(wiring._here(alpaca), connections=wiring.BURST, streams=True)
    return partial(wiring.by_the_clock, venue=venue)


class Silent:
    """Nobody looks on."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: None


def _drive(clock: DrivenClock, alpaca: child.Simulator, sessions: list[Session], minutes: int, marks: Marks) -> None:
    """Move on whenever the bot has slept for a while."""
    until(lambda: clock.rests(0.5), 60.0)
    closes = [session.opens_at + number * MINUTE for session in sessions for number in range(1, MINUTES + 1)]
    for to in closes[:minutes]:
        clock.move(to)
        before = len(marks.frames)
        alpaca.control.advance(to)
        until(lambda before=before: len(marks.frames) > before and clock.rests(0.05), LONGEST)
        marks.memory.append(resident())


def resident() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def stolen() -> float:
    """Seconds since the start in which the host gave this machine's processors to others."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        return int(file.readline().split()[8]) / os.sysconf("SC_CLK_TCK")


def until(so: Callable[[], bool], longest: float) -> None:
    deadline = time.perf_counter() + longest
    while not so() and time.perf_counter() < deadline:
        time.sleep(0.01)


def plainly(market: Market, minutes: int) -> list[float]:
    """What a script as alpaca-py's documentation has it needs: handlers of bars, pandas over the closes, one order."""
    import pandas as pd

    found: list[float] = []
    closes: dict[str, list[float]] = {name: [] for name in market.case.names}
    with market.served("plain") as alpaca, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from alpaca.data.live import StockDataStream
        from alpaca.trading.client import TradingClient
        from alpaca.trading.enums import OrderSide, TimeInForce
        from alpaca.trading.requests import MarketOrderRequest

        keys = alpaca.credentials.key_id.reveal(), alpaca.credentials.secret_key.reveal()
        client = TradingClient(*keys, url_override=alpaca.origin.url.rstrip("/"))
        streamed = StockDataStream(*keys, url_override=stream_url(alpaca.origin, "v2/iex"))
        came: list[float] = []

        async def on_bar(bar: Any) -> None:
            closes[bar.symbol].append(bar.close)
            came.append(time.perf_counter())
            if len(came) % len(closes) == 0:
                frame = pd.DataFrame(closes).iloc[-200:]
                mean, span = frame.rolling(100, min_periods=1).mean().iloc[-1], frame.ewm(span=12).mean().iloc[-1]
                chosen = (frame.iloc[-1] < mean).where(span > 0).idxmax()
                order = MarketOrderRequest(symbol=chosen, qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
                found.append(time.perf_counter() - came[-1])
                client.submit_order(order)

        streamed.subscribe_bars(on_bar, *market.case.names)
        threading.Thread(target=streamed.run, daemon=True).start()
        time.sleep(3.0)
        for number in range(1, minutes + 1):
            before = len(found)
            alpaca.control.advance(market.sessions[0].opens_at + number * MINUTE)
            until(lambda before=before: len(found) > before, LONGEST)
            time.sleep(0.05)
        streamed.stop()
    return found


def disk_syncs(folder: Path, count: int = 200) -> list[float]:
    """Seconds that this disk needs to append a page and sync it, as a commit must."""
    found = []
    with (folder / "syncs").open("wb") as file:
        for _ in range(count):
            file.write(b"x" * 4096)
            began = time.perf_counter()
            file.flush()
            os.fdatasync(file.fileno())
            found.append(time.perf_counter() - began)
    return found


def told(name: str, seconds: list[float]) -> str:
    """Count, median, 99th percentile and worst in milliseconds."""
    if not seconds:
        return f"{name:<66} nothing was measured"
    p50, p99 = (float(np.percentile(seconds, part)) * 1e3 for part in (50, 99))
    return f"{name:<66} n {len(seconds):>3}  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  worst {max(seconds) * 1e3:6.1f} ms"


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.latency", description=__doc__)
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--symbols", type=int, default=500)
    parser.add_argument("--profile", action="store_true", help="where the loop's time goes (slower)")
    asked = parser.parse_args()
    profile = cProfile.Profile() if asked.profile else None
    case = Case("L", asked.symbols, 2 * MINUTES, "1Min", 11)
    with tempfile.TemporaryDirectory(prefix="botspec-latency-") as place:
        market = Market(case, Path(place))
        before, began = stolen(), time.perf_counter()
        marks, journal = ours(market, asked.minutes, profile)
        away, took = stolen() - before, time.perf_counter() - began
        with SqliteJournal(journal, "read") as file:
            orders = sum(isinstance(row, IntentRow) for row in file.rows())
        print(f"{asked.symbols} symbols, {asked.minutes} minutes, {orders} orders, streams on, over loopback")
        passed, used = marks.latencies()
        print(told("botspec: last bar's frame in -> first order's byte out", passed))
        print(told("  of that, CPU of the whole process", used))
        warm, ended = marks.memory[round(len(marks.memory) * WARM)], marks.memory[-1]
        print(f"botspec: memory {warm:.1f} MB after the warm-up, {ended - warm:+.1f} MB by the last minute")
        print(f"the host took away {away:.2f} s of {took:.0f} s")
        print(told("alpaca-py, plain: last bar handled -> its order is about to leave", plainly(market, asked.minutes)))
        print(told("the disk alone: 4 kB appended and synced", disk_syncs(market.folder)))
    if profile is not None:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main()
