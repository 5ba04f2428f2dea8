from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

from benchmarks import growth
from benchmarks.cases import find
from benchmarks.measure import Measured


def curve(*values: tuple[float, float]) -> growth.Curve:
    cases = [find(name) for name in growth.SYMBOLS]
    points = [
        growth.Point(case, Measured(cpu, cpu, memory, 0, {"engine_seconds": float(cpu)}))
        for case, (cpu, memory) in zip(cases, values, strict=False)
    ]
    return growth.Curve("symbols", tuple(points))


def test_the_worst_step_is_of_cpu_or_of_memory():
    assert curve((1, 100), (1.5, 150), (3.3, 160)).worst == 3.3 / 1.5
    assert curve((1, 100), (1.5, 230)).worst == 2.3


def test_the_page_says_whether_doubling_costs_too_much():
    assert "so this holds" in growth.text([curve((1, 100), (2.1, 110))])
    assert "so this **does not hold**" in growth.text([curve((1, 100), (2.3, 110))])
    assert "| symbols | 100 | 2.10 | 2.10 x | 2.10 | 2.10 x | 110.00 | 1.10 x |" in growth.text(
        [curve((1, 100), (2.1, 110))]
    )


def test_the_picture_is_drawn_for_light_and_dark():
    drawn = growth.picture([curve((1, 100), (2, 110), (4, 130)), curve((1, 100), (2, 110))])

    root = ET.fromstring(drawn)  # noqa: S314  our own
    lines = [line for line in root.iter() if line.tag.endswith("polyline")]
    assert len(lines) == 8
    assert "prefers-color-scheme:dark" in drawn


def test_sizes_double_and_the_real_case_has_its_shipped_bars():
    for names, size in ((growth.SYMBOLS, "symbols"), (growth.BARS, "bars")):
        sizes = [getattr(find(name), size) for name in names]
        assert all(after == 2 * before for before, after in itertools.pairwise(sizes))
    real = find("IBM")
    lines = (real.folder / "IBM.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == real.bars + 1 > 2000
