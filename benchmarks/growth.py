"""How CPU and memory grow when symbols or bars double, and the picture of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.cases import Case, find
from benchmarks.engines import BOTSPEC
from benchmarks.measure import Measured, median

MOST = 2.2
SYMBOLS = ("G50x2520", "G100x2520", "G200x2520", "G400x2520")
BARS = ("G1x24570", "G1x49140", "G1x98280", "G1x196560")
SERIES = ("#2f6fb3", "#1a8a5a", "#c2571a")
WIDTH, HEIGHT, EDGE = 360, 240, 48


@dataclass(frozen=True, slots=True)
class Point:
    """One size, measured."""

    case: Case
    measured: Measured


@dataclass(frozen=True, slots=True)
class Curve:
    """Sizes that double."""

    title: str
    points: tuple[Point, ...]

    @property
    def worst(self) -> float:
        """The most that CPU or memory grew from one size to the next."""
        return max(after / before for values in self.all for before, after in pairwise(values) if before > 0)

    @property
    def all(self) -> tuple[tuple[float, ...], ...]:
        """CPU of the process, CPU of the engine alone, memory: start-up must not hide how the engine grows."""
        return self.cpu, self.engine, self.memory

    @property
    def engine(self) -> tuple[float, ...]:
        """CPU seconds of the engine, without start-up and reading."""
        return tuple(point.measured.engine_seconds or 0.0 for point in self.points)

    @property
    def cpu(self) -> tuple[float, ...]:
        """CPU seconds of the process."""
        return tuple(point.measured.cpu_seconds for point in self.points)

    @property
    def memory(self) -> tuple[float, ...]:
        """Peak memory of the process, MiB."""
        return tuple(point.measured.peak_mebibytes for point in self.points)


def measured(times: int, *, small: bool = False) -> list[Curve]:
    """Both curves; `small` stops at the second size."""
    many = 2 if small else len(SYMBOLS)
    curves = (("symbols, 2,520 daily bars each", SYMBOLS), ("minute bars of one symbol", BARS))
    return [Curve(title, tuple(_point(name, times) for name in names[:many])) for title, names in curves]


def _point(name: str, times: int) -> Point:
    print(f"growth: {name}", file=sys.stderr)
    case = find(name)
    median([sys.executable, "-m", "benchmarks.cases", name], 1)
    return Point(case, median([sys.executable, "-m", BOTSPEC.module, name], times))


def text(curves: Sequence[Curve]) -> str:
    """The section of the page."""
    lines = [
        "| | size | CPU seconds | grew | of the engine | grew | peak MiB | grew |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for curve in curves:
        for number, point in enumerate(curve.points):
            size = point.case.symbols if point.case.symbols > 1 else point.case.bars
            told = [f"{values[number]:.2f} | {_grew(values, number)}" for values in curve.all]
            lines.append(f"| {curve.title} | {size:,} | {' | '.join(told)} |")
    worst = max(curve.worst for curve in curves)
    verdict = "holds" if worst <= MOST else "**does not hold**"
    return "\n".join(
        [
            "![CPU and memory beside the size](growth.svg)",
            "",
            *lines,
            "",
            f"Twice as much may cost at most {MOST} times as much: the worst step is {worst:.2f}, so this {verdict}.",
        ]
    )


def _grew(values: Sequence[float], number: int) -> str:
    return f"{values[number] / values[number - 1]:.2f} x" if number and values[number - 1] else ""


def picture(curves: Sequence[Curve]) -> str:
    """An SVG, both axes logarithmic, for light and dark; the dashed line is growth by 2.2 at each doubling."""
    parts = [part for number, curve in enumerate(curves) for part in _panel(curve, number * WIDTH)]
    style = (
        "text{font:12px sans-serif;fill:#24292f}.axis{stroke:#8c959f}.must{stroke:#8c959f;stroke-dasharray:4 4}"
        ".paper{fill:#fff}"
        "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}}"
    )
    width = WIDTH * len(curves)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'role="img"><title>CPU and memory beside the size</title><style>{style}</style>'
        f'<rect class="paper" width="{width}" height="{HEIGHT}"/>{"".join(parts)}</svg>\n'
    )


def _panel(curve: Curve, left: int) -> list[str]:
    base, right = HEIGHT - EDGE, left + WIDTH - EDGE / 2
    steps = max(len(curve.points) - 1, 1)
    xs = [left + EDGE + number * (WIDTH - 1.5 * EDGE) / steps for number in range(len(curve.points))]
    must = [MOST**number for number in range(len(curve.points))]
    span = math.log(max(*must, *(max(_relative(values)) for values in curve.all)))
    parts = [
        f'<text x="{left + EDGE}" y="18">{curve.title}</text>',
        f'<path class="axis" fill="none" d="M{left + EDGE} {EDGE / 2}V{base}H{right:.0f}"/>',
        _line(xs, must, span, 'class="must"'),
    ]
    named = zip(("CPU", "engine", "memory"), curve.all, strict=True)
    for number, ((name, values), colour) in enumerate(zip(named, SERIES, strict=True)):
        parts.append(_line(xs, _relative(values), span, f'stroke="{colour}" stroke-width="2"'))
        at = f'x="{left + EDGE + 10}" y="{EDGE + 16 * number}"'
        parts.append(f'<text {at} style="fill:{colour}">{name}, from {values[0]:.3g}</text>')
    sizes = [point.case.symbols if point.case.symbols > 1 else point.case.bars for point in curve.points]
    labels = [
        f'<text x="{x:.0f}" y="{base + 18}" text-anchor="middle">{size:,}</text>'
        for x, size in zip(xs, sizes, strict=True)
    ]
    return [*parts, *labels]


def _relative(values: Sequence[float]) -> list[float]:
    return [value / values[0] if values[0] else 1.0 for value in values]


def _line(xs: Sequence[float], values: Sequence[float], span: float, look: str) -> str:
    height = HEIGHT - 2 * EDGE
    points = [
        f"{x:.1f},{HEIGHT - EDGE - max(math.log(value), 0) / span * height:.1f}"
        for x, value in zip(xs, values, strict=True)
    ]
    return f'<polyline fill="none" {look} points="{" ".join(points)}"/>'
