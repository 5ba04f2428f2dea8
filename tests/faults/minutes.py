"""`python -m tests.faults.minutes [--calm] [--poll] [--speed N] [--minutes N]`: a whole session, minute by minute.

Four symbols of real minute bars (made-up ones where those are not there) through the loop that trades by the clock,
over HTTP and both streams, with faults injected. What is held at the end of each minute must be what the back-test
holds, or the simulator's own list of faults must account for it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from botspec import wiring
from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system import child
from botspec.adapters.system.simulated_clock import FollowingClock, SteppedClock
from botspec.app.by_the_clock import Interruption, Occasion, Place, open_mailbox, run_by_the_clock
from botspec.app.replay import replay
from botspec.app.request import RunRequest
from botspec.app.run import compiled_spec, run
from botspec.domain.modes import Mode
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, IntentRow, NoteRow, OrderRow, Row
from botspec.market.calendar import Session, session_on
from botspec.pipeline import Pipeline
from tests.faults.explaining import MINUTE, Difference, Fault, Troubles, differences, explained, positions
from tests.faults.harness import ROOT

MINUTES = ROOT.parent / "shared" / "data" / "tests-only" / "minute"
SYMBOLS = ("AIG", "BAC", "IBM", "SPY")
DAY, BEFORE = date(2013, 10, 7), date(2013, 10, 4)
CHAOS, SEED = "usual:42", 7
READY_SECONDS = 15.0  # real ones, before the open, when time does not wait for the bot to start
SPEC = """\
version: 1
id: session
mode: {mode}
capital: 100000 USD
universe: {{symbols: [AIG, BAC, IBM, SPY]}}
data: {{source: {source}, timeframe: 1Min}}
strategy:
  kind: rules
  long:
    enter: close < highest(close, 5)
    exit: close >= highest(close, 5)
sizing: {{kind: fixed_shares, shares: 100 shares}}
schedule: {{session: regular, decide: bar_close, submit: now, heartbeat: 60s}}
risk:
  limits: {{max_position: 40%, max_orders_per_minute: 30}}
  guards: [{{kind: drawdown, limit: 50%, action: flatten, release: manual}}]
simulation:
  period: {{from: {day}, to: {day}}}
  cash: 100000 USD
  slippage: {{kind: bps, bps: 2}}
  fees: {{kind: none}}
report: {{formats: [json]}}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """`speed` is simulated seconds a second; None lets time move when the bot waits. `minutes` None is all of them."""

    chaos: str | None = CHAOS
    streams: bool = True
    speed: float | None = None
    minutes: int | None = None
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Traded:
    """What a run left: `fills` as journalled, `account` what the broker says is held, `faults` what it injected."""

    rows: Sequence[Row]
    account: dict[str, str]
    faults: Sequence[Fault]
    journal: Path | None = None

    @property
    def fills(self) -> list[Fill]:
        """Every execution, by time of the broker."""
        return [row.fill for row in self.rows if isinstance(row, FillRow)]

    def told_by(self, end: datetime) -> list[tuple[Any, ...]]:
        """The fills up to then: symbol, side, quantity, price, and the minute."""
        early = (fill for fill in self.fills if fill.at < end)
        return sorted((f.at.replace(second=0, microsecond=0), f.symbol, f.side, f.quantity, f.price) for f in early)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two runs compared, minute by minute."""

    minutes: int
    fills: int
    differences: Sequence[Difference]
    faults: Counter[str]
    wrongs: Sequence[str]

    @property
    def unexplained(self) -> list[Difference]:
        """Nothing that was injected accounts for these."""
        return [each for each in self.differences if not each.faults]

    @property
    def sound(self) -> bool:
        """Equal, or explained; ledger and account agree."""
        return not self.unexplained and not self.wrongs


class Silent:
    """Nobody looks on."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: None


def compare(asked: Asked, folder: Path) -> Verdict:
    """Back-test the session, trade it, set them side by side."""
    session = session_on(DAY)
    assert session is not None
    tested, traded = back_test(asked, folder), trade(asked, folder)
    last = session.closes_at if asked.minutes is None else session.opens_at + asked.minutes * MINUTE
    ends = [session.opens_at + n * MINUTE for n in range(1, (last - session.opens_at) // MINUTE + 1)]
    expected, found = positions(tested.fills, ends), positions(traded.fills, ends)
    troubles = _troubles(asked, traded)
    told = [replace(each, faults=explained(each, troubles)) for each in differences(expected, found, SYMBOLS)]
    wrongs = [*_wrongs(traded), *_decided_otherwise(traded)]
    if asked.chaos is None and traded.told_by(ends[-1]) != tested.told_by(ends[-1]):
        wrongs.append("the fills are not the back-test's")
    return Verdict(len(ends), len(traded.fills), told, Counter(f.name for f in traded.faults), wrongs)


def back_test(asked: Asked, folder: Path) -> Traded:
    """The same session without faults, streams or HTTP."""
    done = run(
        RunRequest(_spec(asked, folder, Mode.SIMULATE), folder / "runs", mode=Mode.BACKTEST), Silent(), lambda: False
    )
    return Traded(_rows(done.run_dir), {}, ())


def trade(asked: Asked, folder: Path) -> Traded:
    """The session through the loop of paper trading, at a simulator of its own."""
    home = Path(tempfile.mkdtemp(prefix="alpaca-", dir=folder))
    request = RunRequest(
        _spec(asked, folder, Mode.PAPER), folder / "runs", steps=asked.minutes, until="close", streams=asked.streams
    )
    bot = compiled_spec(request)
    with _simulator(asked, folder, home) as alpaca:
        place = _place(alpaca, asked, home / "run")
        done = run_by_the_clock(Occasion(bot, request, Silent(), lambda: False, place))
        told = alpaca.control.calm()
        account = {p.symbol: str(p.quantity) for p in _held(bot, alpaca)}
    faults = [
        Fault(f["number"], datetime.fromisoformat(f["at"]), f["fault"], f["target"], f["detail"])
        for f in told.get("faults", ())
    ]
    return Traded(_rows(done.run_dir), account, faults, done.run_dir / "journal.sqlite")


@contextmanager
def _simulator(asked: Asked, folder: Path, home: Path) -> Iterator[child.Simulator]:
    bot = compiled_spec(RunRequest(_spec(asked, folder, Mode.SIMULATE), folder / "runs"))
    config = wiring._simulator_config(bot, wiring.local_bars(bot), home, asked.chaos)
    early = max(timedelta(seconds=READY_SECONDS * (asked.speed or 0)), MINUTE)
    replace(config, store=None, speed=asked.speed, starts_at=_session().opens_at - early).write(home / child.CONFIG)
    running = child.start(home)
    try:
        yield running
    finally:
        running.stop(home)


def _session() -> Session:
    found = session_on(DAY)
    assert found is not None
    return found


def _place(alpaca: child.Simulator, asked: Asked, folder: Path) -> Place:
    interruption = Interruption(lambda: False, open_mailbox(folder))
    if asked.speed is None:
        clock: Any = SteppedClock(alpaca.control)
        venue = replace(wiring._here(alpaca), connections=wiring.BURST, streams=asked.streams)
    else:
        clock = FollowingClock(alpaca.control, asked.speed, sleep=interruption.bell.sleep, stop=interruption.came)
        venue = wiring.rehearsal_venue(alpaca, streams=asked.streams)
    return Place(Mode.PAPER, folder, clock, interruption, partial(wiring.by_the_clock, venue=venue))


def _held(bot: Pipeline, alpaca: child.Simulator) -> Any:
    from botspec.adapters.alpaca import connect
    from botspec.adapters.alpaca.broker import AlpacaBroker

    connection, *_ = connect.trading_pool(alpaca.origin, alpaca.credentials, 1)
    return AlpacaBroker(connection, prefix=bot.prefix, since=_session().opens_at).snapshot().positions


def _troubles(asked: Asked, traded: Traded) -> Troubles:
    orders: dict[str, set[str]] = {}
    for row in traded.rows:
        if isinstance(row, OrderRow):
            orders.setdefault(row.order.request.symbol, set()).update({row.order.id, row.order.request.client_order_id})
    unread = [row.at for row in traded.rows if isinstance(row, NoteRow) and row.code == "UNAVAILABLE"]
    return Troubles(
        traded.faults, {symbol: frozenset(ids) for symbol, ids in orders.items()}, unread, asked.speed is not None
    )


def _wrongs(traded: Traded) -> list[str]:
    """Where ledger and account differ in what no order was working on when the run ended."""
    last = positions(traded.fills, [_session().closes_at + timedelta(days=1)])
    ledger = {symbol: str(quantity) for held in last.values() for symbol, quantity in held.items()}
    intents = {row.intent.request.client_order_id: row.intent for row in traded.rows if isinstance(row, IntentRow)}
    orders = {row.order.request.client_order_id: row.order for row in traded.rows if isinstance(row, OrderRow)}
    working = {i.request.symbol for name, i in intents.items() if name not in orders or orders[name].live}
    return [
        f"{symbol}: the ledger holds {ledger.get(symbol, 0)}, the account {traded.account.get(symbol, 0)}"
        for symbol in SYMBOLS
        if symbol not in working and ledger.get(symbol) != traded.account.get(symbol)
    ]


def _decided_otherwise(traded: Traded) -> list[str]:
    """What `botspec replay` makes of the journal."""
    if traded.journal is None:
        return []
    again = replay(traded.journal, {})
    text = f"{again.parted} of {again.moments} moments are decided otherwise: {again.first}"
    return [text] if again.first is not None or again.left_out else []


def _rows(run_dir: Path) -> list[Row]:
    with SqliteJournal(run_dir / "journal.sqlite", "read") as journal:
        journal.verify()
        return list(journal.rows())


def _spec(asked: Asked, folder: Path, mode: Mode) -> Path:
    """The spec of a mode beside its bars."""
    bars = folder / "bars"
    if not bars.exists():
        bars.mkdir()
        for number, symbol in enumerate(SYMBOLS):
            if asked.made_up:
                (bars / f"{symbol}.csv").write_text(_walk(SEED + number), encoding="utf-8")
            else:
                (bars / f"{symbol}.csv.gz").symlink_to(MINUTES / f"{symbol}.csv.gz")
    spec = folder / f"{mode}.yaml"
    source = "alpaca" if mode is Mode.PAPER else "files, path: bars"
    spec.write_text(SPEC.format(mode=mode.value, source=source, day=DAY), encoding="utf-8")
    return spec


def _walk(seed: int) -> str:
    """Two sessions of minutes around 50 USD, as a CSV."""
    draw = np.random.default_rng(seed)
    lines = ["timestamp,open,high,low,close,volume"]
    price = 50.0
    for day in (BEFORE, DAY):
        session = session_on(day)
        assert session is not None
        for minute in range(int((session.closes_at - session.opens_at) / MINUTE)):
            opened, price = price, round(price * (1 + 0.0008 * draw.standard_normal()), 2)
            high, low = max(opened, price) + 0.01, min(opened, price) - 0.01
            at = session.opens_at + minute * MINUTE
            lines.append(f"{at:%Y-%m-%dT%H:%M:%SZ},{opened:.2f},{high:.2f},{low:.2f},{price:.2f},100000")
    return "\n".join(lines) + "\n"


def main() -> int:
    """The exit code: 0 when all is equal or explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.minutes", description=__doc__)
    parser.add_argument("--chaos", default=CHAOS, help="which faults, as `simulate serve` takes them")
    parser.add_argument("--calm", action="store_true", help="no faults: the fills themselves must be the back-test's")
    parser.add_argument("--poll", action="store_true", help="no streams")
    parser.add_argument("--speed", type=float, help="time runs by itself, so many times as fast")
    parser.add_argument("--minutes", type=int, help="only so many of the session")
    parser.add_argument("--made-up", action="store_true", help="seeded bars in the place of real ones")
    told = parser.parse_args()
    made_up = told.made_up or not MINUTES.is_dir()
    asked = Asked(None if told.calm else told.chaos, not told.poll, told.speed, told.minutes, made_up)
    with tempfile.TemporaryDirectory(prefix="botspec-session-") as folder:
        verdict = compare(asked, Path(folder))
    _say(asked, verdict)
    return 0 if verdict.sound else 1


def _say(asked: Asked, verdict: Verdict) -> None:
    bars = f"{verdict.minutes} minutes of {' '.join(SYMBOLS)} ({'made up' if asked.made_up else 'real'})"
    lines = [
        f"{bars}, {verdict.fills} fills, streams {'on' if asked.streams else 'off'}, chaos {asked.chaos}",
        "injected: " + (", ".join(f"{name} {count}" for name, count in sorted(verdict.faults.items())) or "nothing"),
    ]
    for each in verdict.differences:
        why = "; ".join(map(str, each.faults)) or "UNEXPLAINED"
        span = f"{each.first:%H:%M}" + ("" if each.last == each.first else f" to {each.last:%H:%M}")
        lines.append(f"{span:14} {each.symbol:4} {each.found} instead of {each.expected}: {why}")
    lines += [f"WRONG {wrong}" for wrong in verdict.wrongs]
    lines.append(f"{len(verdict.differences)} differences, {len(verdict.unexplained)} unexplained")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
