"""`python -m benchmarks.burst [ORDERS] [ROUNDS]`: orders of one minute until all are acknowledged, over loopback.

Ours over one connection and over the pool of a run by the clock, beside alpaca-py as its documentation has it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import trading_pool
from botspec.adapters.system.child import attach
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.outcomes import Acked
from botspec.wiring import BURST

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.trading.client import TradingClient
    from alpaca.trading.enums import OrderSide
    from alpaca.trading.enums import TimeInForce as Life
    from alpaca.trading.requests import LimitOrderRequest

AT = datetime(2010, 4, 19, tzinfo=UTC)
SERVE = ["-m", "botspec.cli.main", "simulate", "serve", "--from", "2010-04-19", "--stepped", "--json"]


def main() -> None:
    """Serve, measure, print."""
    count, rounds = (int(word) for word in (*sys.argv[1:3], "50", "5")[:2]) if len(sys.argv) > 2 else (50, 5)
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, *SERVE], stdout=subprocess.PIPE, text=True) as process,
    ):
        address = Path(folder) / "simulator.json"
        address.write_text(process.stdout.readline() if process.stdout else "", encoding="utf-8")
        try:
            _measure(address, count, rounds)
        finally:
            process.terminate()


def _measure(address: Path, count: int, rounds: int) -> None:
    simulator = attach(address)
    if simulator is None:
        raise SystemExit("the simulator did not start")
    told = json.loads(address.read_text(encoding="utf-8"))
    brokers = {size: _broker(simulator, size) for size in (1, BURST)}
    client = TradingClient(told["key"], told["secret"], url_override=told["url"])
    ways: dict[str, Callable[[str], None]] = {
        "alpaca-py, one after the other": lambda name: _plainly(client, name, count),
        "botspec, one connection": lambda name: _ours(brokers[1], name, count),
        f"botspec, {BURST} connections": lambda name: _ours(brokers[BURST], name, count),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):  # the first round opens the connections
        for place, (name, way) in enumerate(ways.items()):
            took = _timed(way, f"{number}-{place}")
            client.cancel_orders()  # what rests makes the simulator's own work longer
            times[name] += [took] if number else []
    for name, took_each in times.items():
        spread = f"median {median(took_each):.3f} s  worst {max(took_each):.3f} s"
        print(f"{count} orders acknowledged  {name:<32} {spread}")


def _timed(way: Callable[[str], None], name: str) -> float:
    began = time.perf_counter()
    way(name)
    return time.perf_counter() - began


def _broker(simulator: Any, size: int) -> AlpacaBroker:
    first, *beside = trading_pool(simulator.origin, simulator.credentials, size)
    return AlpacaBroker(first, prefix="bench-", since=AT, beside=beside)


def _ours(broker: AlpacaBroker, name: str, count: int) -> None:
    intents = [_intent(f"bench-{id(broker)}-{name}-{number}") for number in range(count)]
    outcomes = [outcome for _, outcome in broker.submit_all(intents, AT, lambda: False)]
    if not all(isinstance(outcome, Acked) for outcome in outcomes):
        raise SystemExit(str(next(outcome for outcome in outcomes if not isinstance(outcome, Acked))))


def _intent(name: str) -> Intent:
    request = OrderRequest(name, "IBM", Side.BUY, OrderType.LIMIT, TimeInForce.GTC, Decimal(1), limit_price=Decimal(1))
    return Intent(name, Leg.ENTRY, "enter", AT, AT, 0, Decimal(1), request)


def _plainly(client: TradingClient, name: str, count: int) -> None:
    for number in range(count):
        order = LimitOrderRequest(
            symbol="IBM",
            qty=1,
            side=OrderSide.BUY,
            time_in_force=Life.GTC,
            limit_price=1.0,
            client_order_id=f"plain-{name}-{number}",
        )
        client.submit_order(order)


if __name__ == "__main__":
    main()
