"""How a peer's process tells its result."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import process_time

from benchmarks.cases import Case, find

CASH = 1_000_000.0
RSI, RSI_IN, RSI_OUT, SMA, BELOW, PART = 14, 30.0, 55.0, 200, 0.97, 0.1


def tell(load: Callable[[Case], object], run: Callable[[Case, object], tuple[int, float]]) -> None:
    """Run the case named on the command line; only `run` counts as the engine."""
    case = find(sys.argv[1])
    data = load(case)
    started = process_time()
    trades, equity = run(case, data)
    told = {"engine_seconds": process_time() - started, "trades": trades, "final_equity": round(equity, 2)}
    print(json.dumps(told))
