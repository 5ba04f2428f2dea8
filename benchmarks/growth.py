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
WIDTH, HEIGHT, EDGE = 400, 280, 48


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
        "text{font:12px sans-serif;fill:#24292f}.small{font-size:11px;fill:#6e7781}.axis{stroke:#8c959f}"
        ".grid{stroke:#d0d7de}.must{stroke:#8c959f;stroke-dasharray:4 4}.paper{fill:#fff}"
        ".told{paint-order:stroke;stroke:#fff;stroke-width:5px}"
        "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#8b949e}.grid{stroke:#30363d}"
        ".told{stroke:#0d1117}.paper{fill:#0d1117}}"
    )
    width = WIDTH * len(curves)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'role="img"><title>CPU and memory beside the size</title><style>{style}</style>'
        f'<rect class="paper" width="{width}" height="{HEIGHT}"/>{"".join(parts)}</svg>\n'
    )


def _panel(curve: Curve, left: int) -> list[str]:
    xs = [left + EDGE + number * (WIDTH - 1.75 * EDGE) / max(len(curve.points) - 1, 1) for number in _places(curve)]
    must = [MOST**number for number in _places(curve)]
    most = max(*must, *(max(_relative(values)) for values in curve.all))
    lines = [
        _line(xs, _relative(values), most, f'stroke="{colour}" stroke-width="2"')
        for values, colour in zip(curve.all, SERIES, strict=True)
    ]
    return [
        f'<text x="{left + EDGE}" y="20" font-weight="600">{curve.title}</text>',
        *_axes(curve, xs, most),
        _line(xs, must, most, 'class="must"'),
        *lines,
        *_legend(curve, left),
    ]


def _axes(curve: Curve, xs: Sequence[float], most: float) -> list[str]:
    """Sizes below, and how many times as much as at first on the left."""
    ticks = [2**step for step in range(int(math.log2(most)) + 1)]
    sizes = [point.case.symbols if point.case.symbols > 1 else point.case.bars for point in curve.points]
    return [
        *(_tick(xs, tick, _height(tick, most)) for tick in ticks),
        *(
            f'<text class="small" x="{x:.0f}" y="{HEIGHT - EDGE + 18}" text-anchor="middle">{size:,}</text>'
            for x, size in zip(xs, sizes, strict=True)
        ),
    ]


def _tick(xs: Sequence[float], tick: int, y: float) -> str:
    line = f'<path class="{"grid" if tick > 1 else "axis"}" d="M{xs[0]:.0f} {y:.1f}H{xs[-1]:.0f}"/>'
    return f'{line}<text class="small" x="{xs[0] - 6:.0f}" y="{y + 4:.1f}" text-anchor="end">{tick} x</text>'


def _legend(curve: Curve, left: int) -> list[str]:
    """What each line began and ended with; the dashed one is what must not be passed."""
    named = zip(("process", "engine", "memory"), curve.all, ("s of CPU", "s of CPU", "MiB"), SERIES, strict=True)
    words = [
        (f"{name}: {values[0]:.3g} to {values[-1]:.3g} {unit}", f' class="told" style="fill:{colour}"')
        for name, values, unit, colour in named
    ]
    words.append((f"dashed: {MOST} x at each doubling", ' class="told small"'))
    return [
        f'<text x="{left + EDGE + 10}" y="{EDGE + 16 * number}"{look}>{word}</text>'
        for number, (word, look) in enumerate(words)
    ]


def _places(curve: Curve) -> range:
    return range(len(curve.points))


def _relative(values: Sequence[float]) -> list[float]:
    return [value / values[0] if values[0] else 1.0 for value in values]


def _height(value: float, most: float) -> float:
    """Where `value` times as much stands, `most` being the top."""
    return HEIGHT - EDGE - max(math.log(value), 0) / math.log(most) * (HEIGHT - 2 * EDGE)


def _line(xs: Sequence[float], values: Sequence[float], most: float, look: str) -> str:
    points = [f"{x:.1f},{_height(value, most):.1f}" for x, value in zip(xs, values, strict=True)]
    return f'<polyline fill="none" {look} points="{" ".join(points)}"/>'
