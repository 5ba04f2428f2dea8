"""Where the engine's time goes: `python -m benchmarks.profiled CASE` prints it by part of the package, as Markdown."""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from pathlib import Path

from benchmarks.cases import CASES
from benchmarks.peers import botspec_engine

PACKAGE = Path(__file__).parents[1] / "botspec"
OTHERS = "Python, numpy and TA-Lib"
LEAST = 0.01


def shares(case: str) -> list[tuple[str, float]]:
    """Parts of the package by their own share of the time, largest first; profiling slows small calls down most."""
    data = botspec_engine.load(CASES[case])
    botspec_engine.run(CASES[case], data)
    profile = cProfile.Profile()
    profile.runcall(botspec_engine.run, CASES[case], data)
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent[_part(file)] += own
    total = sum(spent.values())
    return [(part, own / total) for part, own in spent.most_common() if own / total >= LEAST]


def _part(file: str) -> str:
    path = Path(file)
    if PACKAGE not in path.parents:
        return OTHERS
    parts = path.relative_to(PACKAGE).parts
    return "/".join(parts[:2]).removesuffix(".py") if parts[0] in {"risk", "run"} else parts[0].removesuffix(".py")


def render(case: str) -> str:
    """The table."""
    lines = ["| part | share |", "|---|---:|", *(f"| {part} | {share:.0%} |" for part, share in shares(case))]
    return "\n".join(lines)


if __name__ == "__main__":
    print(render(sys.argv[1]))
