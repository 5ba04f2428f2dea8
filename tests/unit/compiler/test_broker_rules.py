"""What the broker takes, and what protects a position there, on both sides of each line."""

from __future__ import annotations

import pytest

from botspec.domain.orders import OrderType, TimeInForce
from botspec.exchange.legality import TIMES_IN_FORCE
from tests.unit.compiler.specs import judged

SHRINKING = (("action: halt", "action: reduce_only"), ("action: flatten", "action: reduce_only"))  # nothing to close
PAPER = (("mode: backtest", "mode: paper\ncapital: 25000 USD"), ("source: sample", "source: alpaca"))
SCHEDULE = "schedule: {submit: after_open}"
BOTH = "stop_loss: 4%, take_profit: 9%, rest_at_broker: [stop_loss, take_profit]"
STOP = "stop_loss: 4%, rest_at_broker: [stop_loss]"
GTC = "type: market, time_in_force: gtc"
NEEDS = {"limit": ", price: close", "stop": ", price: high", "stop_limit": ", price: high, limit_offset: 0.5%"}
NEEDS |= {"trailing_stop": ", trail: 3%", "market": ""}
Edits = tuple[tuple[str, str], ...]


def entry(text: str, leave: str = "") -> tuple[str, str]:
    both = f"entry: {{{text}}}" + (f"\n  exit: {{{leave}}}" if leave else "")
    return ("entry: {type: market, time_in_force: day}", both)


def exits(text: str) -> tuple[str, str]:
    return (SCHEDULE, f"exits: {{{text}}}\n{SCHEDULE}")


def when(text: str) -> tuple[str, str]:
    return (SCHEDULE, f"schedule: {{{text}}}")


FRACTIONAL = ("percent: 30%", "percent: 30%, fractional: true")
CRYPTO = ("[AAPL, MSFT, GOOG, IBM], benchmark: IBM", "[BTC/USD, ETH/USD]")
WHOLE = (("max_open_positions: 3", "max_open_positions: 2"), CRYPTO, when("session: always"))
ALWAYS = (*WHOLE, FRACTIONAL)
LIMIT = "type: limit, price: close"
OUTSIDE = LIMIT + ", extended_hours: true"
UNFILLED = ", unfilled_after: {wait: 10m, then: market}"
MINUTES, HOURS = (("timeframe: 1Day", f"timeframe: {width}") for width in ("5Min", "1Hour"))
EXTENDED = when("session: extended")
CLS = "type: market, time_in_force: cls"
CASES: list[tuple[str, Edits, list[str]]] = [
    ("extended, market", (entry("type: market, extended_hours: true"),), ["BS503"]),
    ("extended, limit, in regular hours", (entry(OUTSIDE),), ["BS503"]),
    (
        "extended, a bracket",
        (MINUTES, entry(OUTSIDE + ", class: bracket, time_in_force: gtc", OUTSIDE), exits(BOTH), EXTENDED),
        ["BS503", "BS507"],
    ),
    ("extended, becoming market", (MINUTES, entry(OUTSIDE + UNFILLED, OUTSIDE), EXTENDED), ["BS503"]),
    ("extended, limit, ioc", (entry(LIMIT + ", extended_hours: true, time_in_force: ioc"),), ["BS503"]),
    ("extended session, market", (MINUTES, EXTENDED), ["BS503"]),
    ("extended session, limits", (MINUTES, entry(LIMIT, LIMIT), EXTENDED), ["BS503"]),
    ("extended session, limits that say so", (MINUTES, entry(OUTSIDE, OUTSIDE), EXTENDED), []),
    ("extended session, days", (entry(OUTSIDE, OUTSIDE), when("session: extended, submit: after_open")), ["BS326"]),
    ("extended session, hours", (HOURS, entry(OUTSIDE, OUTSIDE), EXTENDED), ["BS326"]),
    (
        "extended session, within bars",
        (MINUTES, entry(OUTSIDE, OUTSIDE), when("session: extended, decide: {every: 1m}")),
        ["BS326"],
    ),
    ("fractions for a day", (FRACTIONAL,), []),
    ("fractions until canceled", (FRACTIONAL, entry(GTC)), ["BS504"]),
    ("fractions with a trailing stop", (FRACTIONAL, entry("type: trailing_stop, trail: 3%")), ["BS504"]),
    (
        "fractions in a bracket",
        (FRACTIONAL, entry("class: bracket"), exits(BOTH + ", before_close: 5m")),
        ["BS504", "BS318"],
    ),
    (
        "money in a bracket",
        (entry("notional: true, class: oto"), exits(STOP + ", before_close: 5m")),
        ["BS504", "BS318"],
    ),
    ("fractions short", (FRACTIONAL, entry("long: {type: market}, short: {type: market}")), ["BS504"]),
    ("whole shares short", (entry("long: {type: market}, short: {type: market}"),), []),
    ("a bracket", (entry(GTC + ", class: bracket"), exits(BOTH)), []),
    ("a bracket of one leg", (entry(GTC + ", class: bracket"), exits(STOP)), ["BS505"]),
    ("a bracket to leave", (entry(GTC, GTC + ", class: bracket"), exits(BOTH)), ["BS505"]),
    ("a bracket for a moment", (entry("class: bracket, time_in_force: ioc"), exits(BOTH)), ["BS505"]),
    (
        "a bracket by a trailing stop",
        (entry("type: trailing_stop, trail: 3%, class: bracket"), exits(BOTH)),
        ["BS505", "BS506"],
    ),
    ("an oto", (entry(GTC + ", class: oto"), exits(STOP)), []),
    ("an oto of two legs", (entry(GTC + ", class: oto"), exits(BOTH)), ["BS505"]),
    ("an oto of none", (entry(GTC + ", class: oto"),), ["BS505"]),
    ("an oco to enter", (entry(LIMIT + ", class: oco, time_in_force: gtc"), exits(BOTH)), ["BS505"]),
    ("an oco to leave", (entry(GTC, LIMIT + ", class: oco, time_in_force: gtc"), exits(BOTH)), []),
    ("an oco beside exits at the market", (entry(GTC, GTC + ", class: oco"), exits(BOTH)), []),
    ("an oco beside a bracket", (entry(GTC + ", class: bracket", GTC + ", class: oco"), exits(BOTH)), ["BS505"]),
    ("a bracket for a day", (entry("class: bracket"), exits(BOTH)), ["BS506"]),
    ("a bracket for a day, flat at its end", (entry("class: bracket"), exits(BOTH + ", before_close: 5m")), ["BS318"]),
    ("a stop for parts of shares", (FRACTIONAL, exits(STOP)), ["BS506"]),
    ("a stop for whole shares", (exits(STOP),), []),
    ("a target for parts of shares", (FRACTIONAL, exits("take_profit: 9%, rest_at_broker: [take_profit]")), []),
    (
        "a stop in extended hours",
        (MINUTES, entry(OUTSIDE, OUTSIDE), (SCHEDULE, f"exits: {{{STOP}}}\nschedule: {{session: extended}}")),
        ["BS507"],
    ),
    ("a stop that does not rest", (exits("stop_loss: 4%"),), ["BS408"]),
    ("a trailing stop that does not rest", (exits("trailing_stop: {distance: 4%}"),), ["BS408"]),
    ("a target alone", (exits("take_profit: 4%"),), []),
    ("an opening order", (entry("time_in_force: opg", "time_in_force: opg"), when("submit: open_auction")), []),
    ("a day order to the opening", (when("submit: open_auction"),), ["BS508"]),
    ("an opening order after it", (entry("time_in_force: opg"),), ["BS508"]),
    ("a closing order after the open", (entry(CLS),), []),
    ("in time for the close", (entry(CLS, CLS), when("decide: {before_close: 11m}, submit: close_auction")), []),
    ("late for the close", (entry(CLS, CLS), when("decide: {before_close: 10m}, submit: close_auction")), ["BS508"]),
    ("a daily bar for the close", (entry(CLS, CLS), when("submit: close_auction")), ["BS508"]),
    ("crypto", (*ALWAYS, entry(GTC, GTC)), []),
    ("crypto for a day", (*ALWAYS, entry(GTC)), ["BS509"]),
    ("crypto with a stop", (*ALWAYS, entry("type: stop, price: high, time_in_force: gtc", GTC)), ["BS509"]),
    (
        "crypto with a stop-limit",
        (*ALWAYS, entry("type: stop_limit, price: high, limit_offset: 1%, time_in_force: gtc", GTC)),
        [],
    ),
    ("crypto in whole coins", (*WHOLE, entry(GTC, GTC)), ["BS510"]),
    ("meant so", (*WHOLE, ("percent: 30%", "percent: 30%, fractional: false"), entry(GTC, GTC)), []),
    ("crypto and stocks", (("GOOG, IBM]", "GOOG, BTC/USD]"),), ["BS326"]),
    ("crypto in sessions", (*WHOLE[:2], FRACTIONAL, entry(GTC, GTC)), ["BS326"]),
    ("stocks around the clock", (when("session: always"),), ["BS326"]),
]


@pytest.mark.parametrize(("edits", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_paper(edits: Edits, expected: list[str]) -> None:
    found = judged(*PAPER, *SHRINKING, *edits).findings
    assert [each.code for each in found if each.code != "BS113"] == expected


def test_a_guard_that_flattens_outside_regular_hours_waits() -> None:
    found = judged(*PAPER, MINUTES, entry(OUTSIDE, OUTSIDE), EXTENDED).findings
    assert [each.code for each in found if each.code != "BS113"] == ["BS511"]


@pytest.mark.parametrize("time_in_force", [each for each in TimeInForce if each is not TimeInForce.OPG])
@pytest.mark.parametrize("kind", TIMES_IN_FORCE)
def test_every_type_and_life_is_judged_by_the_table_of_the_exchange(
    kind: OrderType, time_in_force: TimeInForce
) -> None:
    written = f"type: {kind.value}, time_in_force: {time_in_force.value}{NEEDS[kind.value]}"
    found = [each.code for each in judged(*PAPER, entry(written)).findings if each.code != "BS113"]

    assert found == ([] if time_in_force in TIMES_IN_FORCE[kind] else ["BS502"])


@pytest.mark.parametrize("mode", ["backtest", "simulate"])
def test_a_stop_in_a_simulation_needs_no_broker(mode: str) -> None:
    found = judged(("mode: backtest", f"mode: {mode}"), exits("stop_loss: 4%")).findings

    assert [each.code for each in found] == []
