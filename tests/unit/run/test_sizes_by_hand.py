"""Each sizing on bars a reader can check by eye: 10,000 USD, decided at a close of 100, sent at the next open.

The range of every bar is 4 USD, and so is their average true range.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.rows import DecisionRow, DeniedRow, WantedRow
from botspec.risk.limits.capital import Capital
from botspec.risk.sizing.sizing import Sizing
from tests.fakes.bots import Scripted, a_bot, a_limit, a_sizing, scripted, written_exits
from tests.fakes.market import Bar, days
from tests.fakes.trials import Trial, trial

DECIDED = 20  # an average true range over 2 bars is warmed up


def run(size: Sizing, opening: float = 100.0, *, short: bool = False, decided: int = DECIDED, **given: Any) -> Trial:
    bar: Bar = (100.0, 102.0, 98.0, 100.0)
    bars: list[Bar] = [bar] * (decided + 3)
    bars[decided + 1] = (opening, opening, opening, opening)
    script = scripted(len(bars), 1, {decided: [0]})
    if short:
        script = Scripted(script.exit, script.exit, script.rank, 0, short=(script.enter, script.exit))
    exits = written_exits(given.pop("exits", {}))
    return trial(a_bot(script, ["AAA"], sizing=size, exits=exits, **given), days({"AAA": bars}))


def bought(done: Trial) -> list[str]:
    return [f"{intent.request.quantity.normalize():f}" for intent in done.intents if not intent.leg.reduces]


RISK, SWING = "risk_per_trade", "volatility_target"
TABLE: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("percent_of_equity", {"percent": "30%"}, {"opening": 101.0}, ["29"]),  # 3,000 / 101 = 29.7
    ("percent_of_equity", {"percent": "30%", "fractional": "true"}, {"opening": 101.0}, ["29.702970297"]),
    ("equal_weight", {"positions": 3, "fractional": "true"}, {}, ["33.333333333"]),
    ("fixed_notional", {"notional": "250 USD"}, {}, ["2"]),
    ("fixed_notional", {"notional": "250 USD", "fractional": "true"}, {}, ["2.5"]),
    ("fixed_shares", {"shares": "0.5 shares", "fractional": "true"}, {}, ["0.5"]),
    # 1 % of 10,000 is 100 USD; a stop 4 % below 100 is 4 USD away, whatever the next open is
    (RISK, {"risk": "1%"}, {"exits": {"stop_loss": "4%"}}, ["25"]),
    (RISK, {"risk": "1%"}, {"exits": {"stop_loss": "4%"}, "opening": 110.0}, ["25"]),
    (RISK, {"risk": "1%"}, {"exits": {"stop_loss": "3 USD"}}, ["33"]),
    (RISK, {"risk": "1%", "fractional": "true"}, {"exits": {"stop_loss": "3 USD"}}, ["33.333333333"]),
    (RISK, {"risk": "250 USD"}, {"exits": {"stop_loss": "3 * atr(2)"}}, ["20"]),  # 250 / 12 = 20.8
    (RISK, {"risk": "1%"}, {"exits": {"stop_loss": {"price": "low"}}}, ["50"]),  # 100 - 98
    (RISK, {"risk": "1%"}, {"exits": {"stop_loss": "4%"}, "short": True}, ["25"]),  # 4 USD above
    (RISK, {"risk": "1%"}, {"exits": {"stop_loss": {"price": "high"}}, "short": True}, ["50"]),
    # one range of 4 USD a share, and 1 % of 10,000
    (SWING, {"target": "1%", "period": 2}, {}, ["25"]),
    (SWING, {"target": "1%", "period": 2}, {"opening": 90.0}, ["25"]),
    (SWING, {"target": "0.25%", "period": 2, "fractional": "true"}, {}, ["6.25"]),
    (SWING, {"target": "0.03%", "period": 2}, {}, []),  # 3 USD are less than one share's range
]


@pytest.mark.parametrize(("kind", "written", "given", "expected"), TABLE)
def test_sizes_by_hand(kind: str, written: dict[str, Any], given: dict[str, Any], expected: list[str]) -> None:
    assert bought(run(a_sizing(kind, **written), **given)) == expected


def test_a_risk_that_is_not_known_has_no_size() -> None:
    """A range over 10 bars is not known yet after twenty."""
    done = run(a_sizing(SWING, target="1%", period=10))
    assert bought(done) == []
    assert [row.reason for row in done.rows(DecisionRow)] == ["NO_TRADE_RISK_UNKNOWN"]


def test_a_stop_too_near_asks_for_more_than_there_is_and_is_denied() -> None:
    """100 USD at 0.50 a share are 200 shares, 20,000 USD: the bot's own cash says no."""
    done = run(a_sizing(RISK, risk="1%"), exits={"stop_loss": "0.50 USD"})
    assert bought(done) == []
    assert [row.limit for row in done.rows(DeniedRow)] == ["capital"]


def test_limits_still_hold() -> None:
    limits = (Capital(), a_limit("max_position", "24 shares"))
    done = run(a_sizing(RISK, risk="1%"), exits={"stop_loss": "4%"}, limits=limits)
    assert [row.limit for row in done.rows(DeniedRow)] == ["max_position"]


def test_the_risk_stands_in_the_journal() -> None:
    done = run(a_sizing(RISK, risk="1%"), exits={"stop_loss": "4%"})
    (wanted,) = (row.wanted for row in done.rows(WantedRow) if not row.wanted.leg.reduces)
    assert wanted.risk == Decimal(4)


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "0", "-1"])
@pytest.mark.parametrize(("kind", "written"), [(RISK, {"risk": "1%"}), (SWING, {"target": "1%"})])
def test_what_is_no_positive_number_has_no_size(kind: str, written: dict[str, Any], bad: str) -> None:
    built, good, wrong = a_sizing(kind, **written), Decimal(100), Decimal(bad)
    assert built.quantity(wrong, good, good) == 0
    assert built.quantity(good, good, wrong) == 0
    assert built.quantity(good, good) == 0
