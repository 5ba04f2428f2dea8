from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from botspec.domain.guards import Action, Trip
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.rows import (
    AdoptedRow,
    CashRow,
    ColumnsRow,
    EndedRow,
    FillRow,
    MarkRow,
    NoteRow,
    OrderRow,
    ReleasedRow,
    SpecRow,
    TripRow,
)
from tests.fakes.a_run import a_run, header_row, spec_row


def words(record):
    return [stamp.word for stamp in record.stamps]


def changed(rows, kind, change):
    return [change(row) if isinstance(row, kind) else row for row in rows]


def test_a_whole_run_has_no_stamp(record):
    assert words(record) == []
    assert record.state == "finished"
    assert (record.bot, record.mode) == ("dip-buyer", "backtest")
    assert len(record.sessions) == 1000
    assert record.trades


def test_a_run_without_an_end_is_told_from_its_marks(make_record):
    whole = make_record(*a_run(300, "simulate"))
    cut = make_record(*a_run(300, "simulate", ended=False))

    assert words(cut) == ["UNFINISHED"]
    assert cut.curve.equity.tolist() == whole.curve.equity.tolist()
    assert cut.performance == whole.performance
    assert cut.money == whole.money


def test_a_run_cut_off_anywhere_still_has_a_report(make_record):
    rows, _ = a_run(60, "simulate")
    for length in (0, 1, 2, 3, 5, 20, 60, len(rows) - 1):
        cut = make_record(rows[:length], {})
        assert words(cut)[-1:] == ["UNFINISHED"]


def test_what_filled_after_the_newest_mark_is_no_difference(make_record):
    rows, _ = a_run(60, "simulate")
    late = [index for index, row in enumerate(rows) if isinstance(row, FillRow | CashRow)]
    for index in late:
        cut = make_record(rows[: index + 1], {})
        assert cut.money.adds_up
        assert abs(cut.money.unrealised) < cut.money.capital / 5


def test_a_stop_that_a_person_asked_for_says_what_was_kept(make_record):
    rows, _ = a_run(60, "simulate", ended=False)
    note = NoteRow(rows[-1].at, "warning", "STOPPED", "stopped; positions kept: 3 AAA; working orders kept: 0")

    (stamp,) = make_record([*rows, note], {}).stamps

    assert stamp.text.startswith("Stopped (stopped; positions kept: 3 AAA")


def test_of_two_trips_of_one_guard_the_newest_holds_and_its_release_ends_both(make_record):
    rows, _ = a_run(60, "simulate", ended=False)
    at = rows[-1].at
    halt = Trip("operator-1", "operator", Action.HALT, at, 0.0, 0.0, 1.0, 1.0, "person", 1)
    flatten = replace(halt, id="operator-2", action=Action.FLATTEN)
    both = [*rows, TripRow(at, halt), TripRow(at, flatten)]
    again = [*both, ReleasedRow(at, "operator-2", "operator", "re-armed", 1.0, 1)]

    assert [line.released for line in make_record(both, {}).trips[-2:]] == [None, None]
    assert [line.released is not None for line in make_record(again, {}).trips[-2:]] == [True, True]
    assert "HALTED" not in words(make_record(again, {}))


def test_columns_older_than_the_newest_mark_are_not_the_curve(make_record):
    rows, columns = a_run(80, "simulate")
    ended = rows[-1]
    marks = [row for row in rows if isinstance(row, MarkRow)]
    half = {name: column[:40] for name, column in columns.items()}
    at_half = rows.index(marks[39]) + 1
    went_on = [*rows[:at_half], ColumnsRow({}), ended, header_row(), spec_row("simulate"), *rows[at_half:-1]]

    record = make_record(went_on, half)

    assert len(record.curve) == 80
    assert words(record) == ["UNFINISHED"]
    assert record.starts == 2


def test_an_end_counts_only_for_its_own_start(make_record):
    rows, columns = a_run(60)

    assert make_record(rows, columns).state == "finished"
    assert make_record([*rows, header_row(), spec_row()], columns).state == "unfinished"


def test_rows_that_do_not_explain_the_cash_are_stamped(make_record):
    rows, columns = a_run(200)
    ended = rows[-1]
    off = [*rows[:-1], replace(ended, cash=ended.cash + Decimal("0.02"))]
    by_rounding = [*rows[:-1], replace(ended, cash=ended.cash + Decimal("0.01"))]

    record = make_record(off, columns)

    assert words(record) == ["UNRECONCILED"]
    assert record.unreconciled
    assert "0.02 USD" in record.stamps[0].text
    assert words(make_record(by_rounding, columns)) == []


def test_a_difference_with_the_broker_stays_stamped_until_they_agree(make_record):
    rows, columns = a_run(60)
    note = NoteRow(rows[-1].at, "error", "UNRECONCILED", "IBM: the journal says 5, the broker says 4")
    agreed = NoteRow(rows[-1].at, "info", "RECONCILED", "positions agree")

    assert words(make_record([*rows, note], columns)) == ["UNRECONCILED"]
    assert words(make_record([*rows, note, agreed], columns)) == []


def test_a_halt_that_holds_is_stamped(make_record):
    rows, columns = a_run(600)
    trip = next(row for row in rows if isinstance(row, TripRow))
    halt = replace(trip, trip=replace(trip.trip, id="t-9", action=Action.HALT))
    mild = replace(trip, trip=replace(trip.trip, id="t-9"))

    assert words(make_record([*rows, halt], columns)) == ["HALTED"]
    assert words(make_record([*rows, mild], columns)) == []
    ended = [replace(row, why="halted") if isinstance(row, EndedRow) else row for row in rows]
    assert words(make_record(ended, columns)) == ["HALTED"]


def test_an_interruption_and_a_narrowed_run_are_said(make_record):
    rows, columns = a_run(60)
    cut = [*rows[:-1], NoteRow(rows[-1].at, "warning", "INTERRUPTED", "positions kept: none")]
    ended = changed(rows, EndedRow, lambda row: replace(row, why="interrupted"))
    narrowed = changed(rows, SpecRow, lambda row: replace(row, narrowed=("--symbols AAPL",)))

    assert "positions kept: none" in make_record(cut, {}).stamps[0].text
    assert words(make_record(ended, columns)) == ["INTERRUPTED"]
    assert "--symbols AAPL" in make_record(narrowed, columns).stamps[0].text


def test_money_has_a_name_for_every_movement(record):
    rows, _ = a_run()
    dividends = sum(row.moved.amount for row in rows if isinstance(row, CashRow) and row.moved.kind == "dividend")
    fees = sum(row.moved.amount for row in rows if isinstance(row, CashRow) and row.moved.kind == "fee")
    fills = [row.fill for row in rows if isinstance(row, FillRow)]

    assert (record.money.dividends, record.money.fees) == (dividends, fees)
    assert record.money.fees_by_type == {"REG fee": fees}
    assert record.money.traded == sum(fill.quantity * fill.price for fill in fills)
    assert record.money.slippage < 0
    assert record.fills == tuple(fills)


def test_the_benchmark_starts_where_the_bot_does(make_record):
    rows, columns = a_run(300)
    prices = {**columns, "benchmark": columns["benchmark"] / 1000}
    record, in_prices = make_record(rows, columns), make_record(rows, prices)

    assert in_prices.curve.benchmark == pytest.approx(record.curve.benchmark)
    assert record.curve.benchmark[0] == record.start
    assert record.benchmark.total_return == pytest.approx(columns["benchmark"][-1] / columns["benchmark"][0] - 1)


def test_a_benchmark_that_begins_late_or_is_missing(make_record):
    rows, columns = a_run(60)
    late = columns["benchmark"].copy()
    late[:10] = float("nan")
    record = make_record(rows, {**columns, "benchmark": late})
    without = make_record(rows, {name: column for name, column in columns.items() if name != "benchmark"})
    unknown = make_record(rows, {**columns, "benchmark": late * float("nan")})

    assert record.benchmark.total_return == pytest.approx(late[-1] / late[10] - 1)
    assert (without.benchmark, unknown.benchmark) == (None, None)


def test_orders_are_told_with_what_became_of_them(record):
    rows, _ = a_run()
    sent = {row.order.request.client_order_id for row in rows if isinstance(row, OrderRow)}

    assert {line.client_order_id for line in record.orders} == sent
    assert {line.status for line in record.orders} == {"filled"}
    assert all(line.filled_quantity == line.quantity and not line.working for line in record.orders)


def test_an_order_nobody_answered_for_is_unknown_and_working(make_record):
    rows, columns = a_run(60)
    silent = [row for row in rows if row.kind not in ("order", "outcome")]
    rejected = [replace(row, outcome="rejected", message="no") if row.kind == "outcome" else row for row in rows]
    lines = make_record(silent, columns).orders
    refused = make_record([row for row in rejected if row.kind != "order"], columns).orders

    assert {(line.status, line.working) for line in lines} == {("unknown", True)}
    assert {(line.status, line.working, line.message) for line in refused} == {("rejected", False, "no")}


def test_denied_orders_are_grouped_by_limit(record):
    groups = {group.limit: group for group in record.denied_groups}

    assert sum(group.count for group in groups.values()) == len(record.denied) > 0
    largest = max(row.reading.used for row in record.denied if row.limit == "max_position")
    assert groups["max_position"].worst.reading.used == largest
    assert not groups["max_position"].worst.reading.within


def test_reasons_quality_and_notes_are_counted(make_record):
    rows, columns = a_run(60)
    note = NoteRow(rows[-1].at, "error", "X", "twice")
    record = make_record([*rows, note, note], columns)

    assert (record.notes[0].code, record.notes[0].count) == ("X", 2)
    assert record.notes[-1].code == "FEE_TABLE"
    assert sum(each.count for each in record.reasons) == sum(row.kind == "decision" for row in rows)
    assert [each.what for each in record.quality] == ["gap"]


def test_equity_that_is_not_a_number_is_not_known_anywhere(make_record):
    rows, columns = a_run(60)
    columns["equity"][30] = float("nan")
    rows = changed(rows, EndedRow, lambda row: replace(row, equity=float("nan")))
    record = make_record(rows, columns)

    assert record.performance.total_return is None
    assert record.performance.sharpe is None


def test_what_was_adopted_is_bought_at_its_price_by_nobody_s_order(make_record):
    rows, _ = a_run(60, "simulate", ended=False)
    before = make_record(rows, {})
    mark = next(row for row in reversed(rows) if isinstance(row, MarkRow))
    taken = AdoptedRow(mark.at, "position", "NEW", Decimal(3), Decimal("261.60"), "me", "by hand")
    sold = FillRow(mark.at, Fill("x", "NEW", Side.SELL, Decimal(3), Decimal("269.31"), mark.at + timedelta(days=1)))
    after = make_record([*rows, taken, sold], {})

    assert "UNRECONCILED" not in words(after)
    assert after.money.realised - before.money.realised == Decimal("23.13")
    assert after.trade_numbers.count == before.trade_numbers.count + 1
    assert (len(after.fills), after.money.cash - before.money.cash) == (len(before.fills) + 1, Decimal("23.13"))
