from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from botspec.domain.intents import Reading
from botspec.domain.rows import IntentRow, ReleasedRow
from botspec.market.moments import moment
from botspec.report.curve import from_columns
from botspec.report.headroom import guard_uses, limit_uses
from tests.fakes.a_run import a_run, spec_row

DAY = 86_400 * 1_000_000_000


def curve(equity, adverse):
    closed = np.arange(len(equity)) * DAY + DAY // 2
    zero = np.zeros(len(equity))
    return from_columns(
        {"closed_at": closed, "equity": np.array(equity), "adverse": np.array(adverse), "cash": zero, "exposure": zero}
    )


def uses(equity, adverse, released=()):
    found = guard_uses(spec_row(), curve(equity, adverse), 100.0, (), released)
    return {use.guard: use.worst for use in found}


def test_the_nearest_reading_of_each_limit(record):
    rows, _ = a_run()
    readings = [row.readings["max_position"] for row in rows if isinstance(row, IntentRow) and row.readings]
    use = next(use for use in record.limits if use.limit == "max_position")

    assert use.used == pytest.approx(max(float(each.used / each.allowed) for each in readings))
    assert use.used <= 1
    assert (use.checked, use.denied) == (len(readings), sum(row.limit == "max_position" for row in record.denied))


@pytest.mark.parametrize("allowed", ["0", "-1", "NaN", "Infinity"])
def test_a_reading_without_a_measure_is_not_near(allowed):
    rows, _ = a_run(60)
    row = next(row for row in rows if isinstance(row, IntentRow) and row.readings)
    odd = replace(row, readings={"odd": Reading(Decimal(1), Decimal(allowed), "USD")})

    (use,) = limit_uses([odd], [])

    assert (use.limit, use.used, use.nearest, use.checked) == ("odd", None, None, 1)


def test_guards_are_measured_at_the_worst_point_of_a_bar():
    found = uses([100, 110, 108], [99, 100, 88])

    assert found["drawdown"] == pytest.approx(1 - 88 / 110)
    assert found["daily_loss"] == pytest.approx(1 - 88 / 110)


def test_a_second_guard_of_a_kind_has_a_line_of_its_own():
    guards = '[{"kind":"drawdown","limit":"12%","from":"peak"},{"kind":"drawdown","limit":"20%","from":"start"}]'
    spec = replace(spec_row(), resolved=f'{{"risk":{{"guards":{guards}}}}}')
    found = guard_uses(spec, curve([100, 110, 99], [100, 110, 99]), 100.0, (), ())

    assert [(use.guard, use.limit) for use in found] == [("drawdown", 0.12), ("drawdown_2", 0.2)]
    assert [use.worst for use in found] == [pytest.approx(0.1), pytest.approx(0.01)]


def test_a_daily_loss_is_against_the_close_of_the_session_before():
    assert uses([100, 90, 89], [100, 90, 88])["daily_loss"] == pytest.approx(0.1)
    assert uses([100, 90, 89], [100, 90, 88])["drawdown"] == pytest.approx(0.12)


def test_a_bar_does_not_raise_its_own_peak():
    assert uses([100, 150], [100, 99])["drawdown"] == pytest.approx(0.01)


def test_a_release_starts_the_reference_again():
    at = moment(DAY + DAY // 2)
    released = ReleasedRow(at=at, trip_id="t", guard="drawdown", why="after", equity=80.0, session=1)

    assert uses([100, 80, 78, 79], [100, 80, 76, 79], [released])["drawdown"] == pytest.approx(0.2)
    assert uses([100, 90, 78, 79], [100, 90, 60, 79], [replace(released, equity=90.0)])["drawdown"] == pytest.approx(
        1 / 3
    )


def test_guards_of_the_made_up_run(record):
    drawdown, daily_loss = record.guards

    assert (drawdown.guard, drawdown.limit, drawdown.trips) == ("drawdown", 0.12, 1)
    assert drawdown.worst >= max(line.row.trip.used for line in record.trips)
    assert (daily_loss.guard, daily_loss.limit, daily_loss.trips) == ("daily_loss", 0.06, 0)
    assert 0 < daily_loss.used < 1


@pytest.mark.parametrize("resolved", ["", "[]", '{"risk":{"guards":[{}]}}', '{"risk":7}', "null"])
def test_a_spec_that_cannot_be_read_declares_no_guards(resolved):
    assert guard_uses(replace(spec_row(), resolved=resolved), curve([100.0], [100.0]), 100.0, (), ()) == ()


def test_trips_have_their_release(record):
    (line,) = record.trips

    assert line.released is not None
    assert line.released.trip_id == line.row.trip.id
