"""Where the time of the engine goes: `python -m benchmarks.profiled CASE...` prints its parts, as Markdown."""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import CASES
from benchmarks.peers import botspec_engine

PACKAGE = Path(__file__).parents[1] / "botspec"
OTHERS = "Python, numpy and TA-Lib"
LEAST = 0.015
ROUND_TRIP = 2  # orders


@dataclass(frozen=True, slots=True)
class Profile:
    """One run: the own share of the time of each part, and how many calls, of Python and of C, it made an order."""

    case: str
    shares: dict[str, float]
    calls: float


def profiled(case: str) -> Profile:
    """The second run of a process under cProfile, which slows small calls down most."""
    data = botspec_engine.load(CASES[case])
    botspec_engine.run(CASES[case], data)
    profile = cProfile.Profile()
    trips, _ = profile.runcall(botspec_engine.run, CASES[case], data)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in stats.items():
        spent[_part(file)] += own
    total, calls = sum(spent.values()), sum(each[1] for each in stats.values())
    return Profile(case, {part: own / total for part, own in spent.items()}, calls / (trips * ROUND_TRIP))


def _part(file: str) -> str:
    path = Path(file)
    if PACKAGE not in path.parents:
        return OTHERS
    parts = path.relative_to(PACKAGE).parts
    return "/".join(parts[:2]).removesuffix(".py") if parts[0] in {"risk", "run"} else parts[0].removesuffix(".py")


def render(cases: Sequence[str]) -> str:
    """The table, and below it what an order takes."""
    found = [profiled(case) for case in cases]
    parts = {part for each in found for part, share in each.shares.items() if share >= LEAST}
    lines = [f"| part | {' | '.join(cases)} |", "|---|" + "---:|" * len(cases)]
    rows = [(part, [each.shares.get(part, 0.0) for each in found]) for part in parts]
    rows.sort(key=lambda row: -row[1][0])
    lines += [f"| {part} | " + " | ".join(f"{share:.1%}" for share in shares) + " |" for part, shares in rows]
    lines.append("| calls an order | " + " | ".join(f"{each.calls:.0f}" for each in found) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(render(sys.argv[1:]))
