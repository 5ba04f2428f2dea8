from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from botspec.gitops.render_plan import render
from botspec.gitops.start_plan import (
    Act,
    Loss,
    PlanUnreadable,
    StartPlan,
    Step,
    has_order,
    moved,
    read_plan,
    written,
)

PLAN = StartPlan(
    version=1,
    spec="specs/dip.yaml",
    bot="dip",
    digest="d" * 64,
    mode="paper",
    where="Alpaca's paper account",
    account="****1234",
    state="s" * 64,
    session="2026-11-23",
    made_at="2026-11-22T10:00:00+00:00",
    decides_at="2026-11-23T21:00+00:00",
    steps=(
        Step(Act.CANCEL, "IBM", "buy 5 limit at 100, 0 filled", "b1-x"),
        Step(Act.WAITS, "AAPL", "enter", "", "buy", "entry", Decimal(3), Decimal("900.50")),
        Step(Act.LEAVE, "GOOG", "5 shares at 500.00"),
    ),
    losses=(Loss("if every stop is hit", None, "no stop on AAPL"),),
    buying_power=Decimal(1000),
    buying_power_left=Decimal("99.5"),
    warnings=("no stop rests at the broker for AAPL",),
)
NOW = {
    "digest": PLAN.digest,
    "where": PLAN.where,
    "account": PLAN.account,
    "state": PLAN.state,
    "session": PLAN.session,
}


def test_a_plan_is_read_as_it_was_written():
    assert read_plan(written(PLAN).encode()) == PLAN


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff", b"[1]", written(PLAN).replace('"cancel"', '"buy"').encode()])
def test_what_is_no_plan_is_said(text):
    with pytest.raises(PlanUnreadable):
        read_plan(text)


def test_another_version_is_said():
    with pytest.raises(PlanUnreadable, match="version 2"):
        read_plan(written(replace(PLAN, version=2)).encode())


def test_nothing_has_moved():
    assert moved(PLAN, **NOW) == []


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("digest", "the spec"),
        ("where", "the place"),
        ("account", "the account"),
        ("state", "positions"),
        ("session", "the session"),
    ],
)
def test_whatever_moves_is_named(what, word):
    (told,) = moved(PLAN, **{**NOW, what: "other"})
    assert told.startswith(word)


def test_what_acts_and_what_does_not():
    assert PLAN.acts
    assert not replace(PLAN, steps=PLAN.steps[2:]).acts
    assert replace(PLAN, steps=(Step(Act.REFUSE, "", "x"),)).refused


def test_orders_of_a_plan():
    assert has_order(PLAN, "AAPL", "buy", "entry")
    assert not has_order(PLAN, "AAPL", "sell", "entry")
    assert not has_order(PLAN, "GOOG", "buy", "entry")


def test_a_person_is_told_all_of_it():
    shown = render(PLAN)
    for words in ("orders it would cancel", "b1-x", "buy 3 AAPL (entry), about 900.50 USD", "not known", "99.50"):
        assert words in shown
    assert shown.endswith("2 actions\n")
    assert "the start would be refused" in render(replace(PLAN, steps=(Step(Act.REFUSE, "", "x"),)))
