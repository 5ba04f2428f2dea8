from __future__ import annotations

import re

import numpy as np
import pytest

from botspec.report.chart import charts
from botspec.report.curve import from_columns
from botspec.report.months import by_month

DAY = 86_400 * 1_000_000_000


def curve(equity, benchmark=None, step=DAY):
    closed = np.arange(len(equity), dtype=np.int64) * step + DAY // 2
    zero = np.zeros(len(equity))
    columns = {"closed_at": closed, "equity": np.asarray(equity, dtype=np.float64), "cash": zero, "exposure": zero}
    return from_columns(columns if benchmark is None else {**columns, "benchmark": np.asarray(benchmark)})


def drawn(shown, start=100.0):
    return charts(shown, shown.by_session(), start, ())


def points(path):
    return [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ -?[\d.]+", path)]


def test_a_path_goes_from_edge_to_edge_and_stays_inside():
    found = points(drawn(curve(100 + 10 * np.sin(np.arange(500) / 20))).equity)

    assert (found[0][0], found[-1][0]) == (0.0, 1000.0)
    assert all(0 <= y <= 1000 for _, y in found)


def test_higher_equity_is_higher_up():
    low, high = points(drawn(curve([100, 110])).equity)

    assert high[1] < low[1]


def test_a_long_curve_is_thinned_and_keeps_its_extremes():
    equity = 100 + np.sin(np.arange(50_000) / 3000)
    equity[33_333], equity[20_000] = 180.0, 40.0
    chart = drawn(curve(equity, step=DAY // 390))
    by_session = drawn(curve(equity))

    assert len(points(chart.equity)) <= 1000
    assert len(points(by_session.equity)) <= 1000
    heights = [y for _, y in points(by_session.equity)]
    low, high = (float(tick.label.replace(",", "")) for tick in (by_session.money_ticks[0], by_session.money_ticks[-1]))
    assert {round(1000 * (max(low, high) - value) / abs(high - low), 1) for value in (180, 40)} <= set(heights)


@pytest.mark.parametrize("equity", [[], [100.0], [100.0, float("nan")]])
def test_too_few_bars_give_no_chart(equity):
    assert drawn(curve(equity)) is None


@pytest.mark.parametrize("equity", [[100.0] * 40, [0.0] * 3, [1e-9, 2e-9], [1e12, 1.5e12], [-5.0, 5.0, -5.0]])
def test_odd_scales_have_a_chart(equity):
    chart = drawn(curve(equity, benchmark=[float("nan"), *[100.0] * (len(equity) - 1)]))

    assert 2 <= len(chart.money_ticks) <= 8
    assert all(-1e-6 <= tick.place <= 100 + 1e-6 for tick in (*chart.money_ticks, *chart.fall_ticks, *chart.time_ticks))
    assert "nan" not in chart.equity + chart.drawdown + (chart.benchmark or "")


def test_ticks_are_round_numbers():
    labels = [tick.label for tick in drawn(curve(np.linspace(98_100, 131_700, 300))).money_ticks]

    assert "100,000" in labels
    assert all(label.endswith(("0,000", "5,000")) for label in labels if label != "0")


@pytest.mark.parametrize(
    ("rows", "label"), [(1500, r"\d{4}"), (300, r"[A-Z][a-z]{2} \d{4}"), (40, r"\d\d [A-Z][a-z]{2}")]
)
def test_the_time_axis_takes_the_coarsest_unit_with_three_beginnings(rows, label):
    ticks = drawn(curve(np.linspace(100, 120, rows))).time_ticks

    assert 3 <= len(ticks) <= 12
    assert all(re.fullmatch(label, tick.label) for tick in ticks)


def test_a_day_of_minutes_is_drawn_by_its_bars():
    chart = drawn(curve(np.linspace(100, 101, 300), step=60 * 1_000_000_000))

    assert len(points(chart.equity)) == 300
    assert [tick.label for tick in chart.time_ticks][:2] == ["08:00", "09:00"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d New York", chart.hits[0].title)


def test_what_the_pointer_shows():
    hits = drawn(curve([100, 90, 120], benchmark=[100, 101, 102])).hits

    assert [(hit.equity, hit.benchmark, hit.drawdown) for hit in hits] == [
        ("100.00", "100.00", "0.00%"),
        ("90.00", "101.00", "\N{MINUS SIGN}10.00%"),
        ("120.00", "102.00", "0.00%"),
    ]


def test_trips_are_marked_where_they_happened(record):
    chart = charts(record.curve, record.sessions, record.start, record.trips)
    (event,) = chart.trips
    row = record.sessions.dates().index(record.trips[0].row.trip.at.date())

    assert event.place == pytest.approx(100 * row / 999, abs=0.11)
    assert "drawdown tripped" in event.title


def test_months_multiply_to_the_whole(record):
    years = by_month(record.sessions, record.start)
    product = np.prod([1 + value for year in years for value in year.months if value is not None])

    assert product - 1 == pytest.approx(record.performance.total_return)
    assert np.prod([1 + year.total for year in years]) - 1 == pytest.approx(record.performance.total_return)
    assert years[-1].months[11] is None
