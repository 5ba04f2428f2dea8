"""`python -m tests.conformance [exchange|simulator|paper ...]`: a line a case, and conformance.json to report."""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.conformance.case import Case
from tests.conformance.places import ALPACA, PLACES, Place, why_not_paper
from tests.conformance.suite import cases

REPORT = Path("conformance.json")
WIDTH = 100


def main(words: list[str]) -> int:
    """0 when every case held at every place that was asked."""
    wanted = words or [name for name in PLACES if name != ALPACA or why_not_paper() is None]
    results = [result for name in wanted for result in _place(name)]
    REPORT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    failed = sum(result["result"] == "failed" for result in results)
    print(f"{len(results) - failed} held, {failed} did not; {REPORT} has the details (and no keys)")
    return 1 if failed else 0


def _place(name: str) -> list[dict[str, object]]:
    if name == ALPACA and (why := why_not_paper()) is not None:
        print(f"paper: not asked: {why}")
        return []
    with ExitStack() as stack:
        place = stack.enter_context(PLACES[name]())
        return [_tried(place, case) for case in cases() if case.fits(name)]


def _tried(place: Place, case: Case) -> dict[str, object]:
    began = time.monotonic()
    try:
        case.tried(place)
        result, why = "held", ""
    except Exception as error:  # noqa: BLE001 - whatever it was, the next case is tried
        result, why = "failed", f"{type(error).__name__}: {error}"
    for key in place.keys:
        why = why.replace(key, "...") if key else why
    print(f"{place.name:10} {case.number:02} {result:7} {case.says}" + (f"\n{'':14}{why[:WIDTH]}" if why else ""))
    return {
        "place": place.name,
        "case": case.number,
        "says": case.says,
        "result": result,
        "why": why,
        "seconds": round(time.monotonic() - began, 3),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
