"""Value forms of exits, params and schedules: what is read, how it is written back, and the fix for what is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter
from pydantic_core import PydanticCustomError

from botspec.domain.values import Bars, Duration, Money, Ratio
from botspec.spec.cost import CostValue, cost
from botspec.spec.decide import BAR_CLOSE, DecideValue, Decision, decision
from botspec.spec.distance import DistanceValue, PriceAt, RuleDistance, distance
from botspec.spec.factor import FactorValue, factor
from botspec.spec.flag import FlagValue, flag
from botspec.spec.reference import ReferenceValue, reference
from botspec.spec.rule_text import NumberText
from botspec.spec.session_time import SessionTime, SessionTimeValue, session_time
from botspec.spec.span import SpanValue, span
from botspec.spec.tunable import Param, ParamValue, param
from botspec.spec.words import Decide


def name(each: object) -> str | None:
    return each if isinstance(each, str) else None


FIVE, DAY = Duration(300, "5m"), Duration(86_400, "1d")
READ: list[tuple[Any, Any, object, object]] = [
    (distance, DistanceValue, "4%", Ratio(Decimal("0.04"))),
    (distance, DistanceValue, "2 USD", Money(Decimal(2))),
    (distance, DistanceValue, "3 * atr(14)", RuleDistance(NumberText("3 * atr(14)"))),
    (distance, DistanceValue, {"price": "low"}, PriceAt(NumberText("low"))),
    (span, SpanValue, "20 bars", Bars(20)),
    (span, SpanValue, "1d", DAY),
    (cost, CostValue, "10%", Ratio(Decimal("0.1"))),
    (cost, CostValue, "1000 USD", Money(Decimal(1000))),
    (factor, FactorValue, "1.5", Decimal("1.5")),
    (reference, ReferenceValue, "env:BOTSPEC_ALERT_URL", "env:BOTSPEC_ALERT_URL"),
    (reference, ReferenceValue, "file:/run/secrets/x", "file:/run/secrets/x"),
    (decision, DecideValue, "bar_close", BAR_CLOSE),
    (decision, DecideValue, {"every": "5m"}, Decision(Decide.EVERY, FIVE)),
    (decision, DecideValue, {"before_close": "5m"}, Decision(Decide.BEFORE_CLOSE, FIVE)),
    (session_time, SessionTimeValue, {"after_open": "5m"}, SessionTime("after_open", FIVE)),
    (session_time, SessionTimeValue, {"before_close": "5m"}, SessionTime("before_close", FIVE)),
    (param, ParamValue, "14", Param(Decimal(14))),
    (param, ParamValue, {"value": "14"}, Param(Decimal(14))),
]


@pytest.mark.parametrize(("read", "kind", "text", "value"), READ, ids=name)
def test_a_value_is_read_passed_through_and_written_back(read: Any, kind: Any, text: object, value: object) -> None:
    assert read(text) == value
    assert read(read(text)) == value
    written = TypeAdapter(kind).dump_python(value, mode="json")
    assert read(written) == value


REFUSED: list[tuple[Any, object, str, str]] = [
    (distance, "0.04", "BS104", "write 4%"),
    (distance, "4", "BS104", "write 4%"),
    (distance, "$2", "BS104", "write"),
    (distance, "0%", "BS105", "write a value above zero"),
    (distance, "-4%", "BS105", "write 4%"),
    (distance, "-2 USD", "BS105", "write 2 USD"),
    (distance, "-2 * atr(14)", "BS105", "write 2 * atr(14)"),
    (distance, "2 * 0.02", "BS104", "write 4%, 2 USD, 3 * atr(14) or {price: close * 0.95}"),
    (distance, ["4%"], "BS103", "write 4%, 2 USD, 3 * atr(14) or {price: close * 0.95}"),
    (distance, {"prices": "low"}, "BS103", "write 4%, 2 USD"),
    (span, "20", "BS104", "write 20 bars or 20d"),
    (span, "20 bar", "BS104", "write"),
    (span, [], "BS103", "write 20 bars or 3d"),
    (cost, "10", "BS104", "write 10%"),
    (cost, "10 shares", "BS104", "write"),
    (cost, {}, "BS103", "write 10% or 1000 USD"),
    (factor, "0", "BS105", "write a number above zero"),
    (factor, "50%", "BS103", "write a plain number"),
    (reference, "https://example.com/hook", "BS407", "write env:NAME or file:PATH"),
    (reference, "env:lower", "BS407", "write env:NAME"),
    (reference, ["env:A"], "BS407", "write env:NAME"),
    (decision, "noon", "BS106", "write bar_close, {before_close: 20m} or {every: 5m}"),
    (decision, {"every": "5"}, "BS104", "say which unit"),
    (decision, {"every": "5m", "before_close": "5m"}, "BS106", "write bar_close"),
    (session_time, "15:55", "BS104", "write {after_open: 30m} or {before_close: 5m}"),
    (session_time, {"after_open": "30"}, "BS104", "say which unit"),
    (session_time, {"at": "30m"}, "BS103", "write {after_open: 30m}"),
    (flag, "yes", "BS106", "write true"),
    (flag, "OFF", "BS106", "write false"),
    (flag, "perhaps", "BS106", "write true or false"),
    (flag, {}, "BS106", "write true or false"),
    (param, "thirty", "BS103", "write a plain number"),
    (param, {"value": "30", "rnage": ["1", "2"]}, "BS101", "remove it"),
    (param, {"range": ["1", "2"]}, "BS102", "write 30, or {value: 30"),
    (param, {"value": "3", "step": "1"}, "BS102", "write 30, or {value: 30"),
    (param, {"value": "30", "range": ["1"]}, "BS103", "write [20, 40]"),
    (param, {"value": "30", "range": ["40", "20"]}, "BS105", "write the lower end first"),
    (param, {"value": "50", "range": ["20", "40"]}, "BS105", "write a value inside the range"),
    (param, {"value": "30", "range": ["20", "40"], "step": "21"}, "BS105", "write a step above 0, at most 20"),
    (param, {"value": "30", "range": ["20", "40"], "step": "0"}, "BS105", "write a step above 0, at most 20"),
    (param, {"value": "30", "range": ["a", "40"]}, "BS103", "write a plain number"),
]


@pytest.mark.parametrize(("read", "value", "code", "fix"), REFUSED, ids=name)
def test_what_is_not_one_is_refused_with_the_fix(read: Any, value: object, code: str, fix: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        read(value)
    assert refused.value.context is not None
    assert (refused.value.type, refused.value.context["label"][: len(fix)]) == (code, fix)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False)])
def test_flags(text: str, *, value: bool) -> None:
    assert flag(text) is value
    assert TypeAdapter(FlagValue).dump_python(value, mode="json") is value


def test_a_range_is_kept_and_no_part_of_what_runs() -> None:
    ranged = param({"value": "30", "range": ["20", "40"], "step": "5"})

    assert ranged == Param(Decimal(30), Decimal(20), Decimal(40), Decimal(5))
    assert ranged.ranged
    assert TypeAdapter(ParamValue).dump_python(ranged, mode="json") == "30"
