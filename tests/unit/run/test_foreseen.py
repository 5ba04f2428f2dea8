"""What was approved at the very moment its order leaves is not asked for twice, and everything else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from botspec.domain.rows import DeniedRow, IntentRow
from botspec.domain.values import Ratio
from botspec.risk.limits import limit
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.max_gross_exposure import MaxGrossExposure, MaxGrossExposureParams
from botspec.risk.limits.max_open_positions import MaxOpenPositions, MaxOpenPositionsParams
from botspec.run import entries, release
from botspec.run import foreseen as remembered
from botspec.run.foreseen import foreseen
from botspec.spec.words import Submit, Timeframe
from tests.fakes.bots import a_bot, scripted
from tests.fakes.market import days, minutes
from tests.fakes.trials import trial
from tests.properties.random_bots import Case, cases

FLAT = (100.0, 100.0, 100.0, 100.0)
BY_THE_MINUTE: dict[str, Any] = {"timeframe": Timeframe.MINUTES_15, "submit": Submit.NOW}
BARS = minutes({"AAA": [FLAT] * 5, "BBB": [FLAT] * 5}, width=15)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The symbols that the limits were asked about when an order was about to leave."""
    found: list[str] = []
    judge = limit.judge

    def told(proposal: Any, book: Any, limits: Any) -> Any:
        found.append(proposal.symbol)
        return judge(proposal, book, limits)

    monkeypatch.setattr(release, "judge", told)
    return found


@pytest.mark.parametrize(
    ("enter", "limits", "again"),
    [
        ({0: [0]}, (Capital(),), []),
        ({0: [0], 2: [1]}, (Capital(), MaxOpenPositions(MaxOpenPositionsParams(limit=2))), []),
        # two at one time count against each other
        ({0: [0, 1]}, (Capital(),), ["AAA", "BBB"]),
        # what is held counts at its price, which the moment of the order may know better
        ({0: [0], 2: [1]}, (Capital(), MaxGrossExposure(MaxGrossExposureParams(limit=Ratio(Decimal(2))))), ["BBB"]),
    ],
)
def test_what_is_asked_again(enter: dict[int, list[int]], limits: Any, again: list[str], asked: list[str]) -> None:
    done = trial(a_bot(scripted(5, 2, enter), limits=limits, **BY_THE_MINUTE), BARS)
    assert [intent.request.symbol for intent in done.intents] == [
        symbol for row in sorted(enter) for symbol in ["AAA", "BBB"] if ["AAA", "BBB"].index(symbol) in enter[row]
    ]
    assert asked == again
    assert all(row.readings["capital"].within for row in done.rows(IntentRow))


def test_by_the_day_everything_is_asked_again(asked: list[str]) -> None:
    trial(a_bot(scripted(3, 1, {0: [0]}), ["AAA"]), days({"AAA": [FLAT] * 3}))
    assert asked == ["AAA"]


def a_desk_that_foresees(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """A desk just after its first wish, and that wish."""
    kept: list[Any] = []
    foresee = remembered.foresee

    def watched(desk: Any, wanted: Any, *rest: Any) -> None:
        foresee(desk, wanted, *rest)
        kept.append((replace(desk.state), desk.foreseen, wanted, desk))

    monkeypatch.setattr(entries, "foresee", watched)
    trial(a_bot(scripted(5, 2, {0: [0]}), **BY_THE_MINUTE), BARS)
    state, seen, wanted, desk = kept[0]
    desk.state, desk.foreseen = state, seen
    return desk, wanted


def test_nothing_new_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, wanted = a_desk_that_foresees(monkeypatch)
    found = foreseen(desk, [wanted], {"AAA": Decimal(100)}.get, 10_000.0, wanted.decided_at)
    assert found is not None
    assert found.wanted is wanted
    assert desk.foreseen is None  # it is looked at once


@pytest.mark.parametrize(
    "other",
    [
        {"rows": 1},
        {"wishes": lambda wanted: [wanted, replace(wanted, symbol="BBB")]},
        {"wishes": lambda wanted: [replace(wanted)]},
        {"equity": 10_000.01},
        {"price": Decimal("100.01")},
        {"price": None},
        {"later": timedelta(microseconds=1)},
    ],
    ids=["a row was taken in", "two wishes", "an equal wish", "equity", "price", "no price", "later"],
)
def test_any_difference_asks_again(other: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    desk, wanted = a_desk_that_foresees(monkeypatch)
    desk.state.taken += other.get("rows", 0)
    wishes = other["wishes"](wanted) if "wishes" in other else [wanted]
    prices = {"AAA": other.get("price", Decimal(100))}
    at = wanted.decided_at + other.get("later", timedelta())
    assert foreseen(desk, wishes, prices.get, other.get("equity", 10_000.0), at) is None


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_the_journal_is_the_same_when_everything_is_asked_again(case: Case) -> None:
    bot = replace(case.bot, submit=Submit.NOW) if case.bot.bare else case.bot
    before = trial(bot, case.panel, case.start)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "foresee", lambda *_: None)
        after = trial(bot, case.panel, case.start)
    assert after.journal.seal() == before.journal.seal()
    assert after.rows(DeniedRow) == before.rows(DeniedRow)
