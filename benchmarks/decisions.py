"""`python -m benchmarks.decisions CASE`: what one decision point of a back-test costs, told as JSON in microseconds.

A decision point is a row that is visited: fills are booked, guards look, exits and entries are decided, orders leave,
and all of it is written down. Rows between two of them are jumped over.
"""

from __future__ import annotations

import json
import sys
from statistics import mean, quantiles
from time import process_time_ns

from benchmarks.cases import find
from benchmarks.peers import botspec_engine
from botspec.run import backtest
from botspec.run.walk import Walk

visit = backtest.visit
took: list[int] = []


def timed(walk: Walk, row: int, last: int) -> int:
    """Visit, and remember how long it took."""
    started = process_time_ns()
    reached = visit(walk, row, last)
    if reached == row + 1:  # else nothing was decided: the fills of a row were booked, and others jumped over
        took.append(process_time_ns() - started)
    return reached


if __name__ == "__main__":
    case = find(sys.argv[1])
    data = botspec_engine.load(case)
    botspec_engine.run(case, data)
    backtest.visit = timed
    botspec_engine.run(case, data)
    told = {"points": len(took), "mean": mean(took) / 1000, "p95": quantiles(took, n=20)[-1] / 1000}
    print(json.dumps(told))
