"""Exit rules that look at the position, on bars a reader can check by eye: bought at 100 with the second bar."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.expressions import Names, PositionUse, parse_condition
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.bots import a_bot, written_exits
from tests.fakes.market import days
from tests.fakes.trials import Trial, trial
from tests.unit.run.test_exits_by_hand import bars, left

HERE = Names(position=PositionUse.HERE)


def run(rule: str, closes: str, *, short: bool = False, fast: bool = True, **exits: object) -> Trial:
    side = SideRules(parse_condition("close == 100", Names()), parse_condition(rule, HERE))
    rules = Rules(None if short else side, side if short else None)
    return trial(a_bot(rules, ["AAA"], exits=written_exits(exits)), days({"AAA": bars(closes)}), fast=fast)


@pytest.mark.parametrize(
    ("rule", "closes", "short", "sold"),
    [
        ("position.gain >= 5%", "104.9 105 106 107", False, [("exit", 30, "105")]),
        ("position.gain <= -2%", "99 98 97 96", False, [("exit", 30, "98")]),
        ("position.gain >= 5%", "96 95 94 93", True, [("exit", 30, "95")]),
        ("close < position.entry_price * 0.97", "98 97 96.9 96", False, [("exit", 30, "96.9")]),
        ("position.bars_held >= 3", "101 102 103 104", False, [("exit", 30, "103")]),
        ("position.quantity > 29 and close > 101", "101 102 103", False, [("exit", 30, "102")]),
        ("position.quantity < 0 and close > 101", "101 102 103", True, [("exit", 30, "102")]),
        ("position.gain[1] >= 5%", "100 104 105 103 102", False, [("exit", 30, "103")]),
        ("close > 104 or position.bars_held > 90", "101 105 106", False, [("exit", 30, "105")]),
        ("position.gain > 50%", "101 102 103", False, []),
    ],
)
def test_the_rule_sees_the_position(rule: str, closes: str, short: bool, sold: list[tuple[str, int, str]]) -> None:  # noqa: FBT001
    jumped, walked = run(rule, closes, short=short), run(rule, closes, short=short, fast=False)
    assert left(jumped) == sold
    assert list(jumped.journal.rows()) == list(walked.journal.rows())


def test_after_a_part_is_sold_it_sees_what_is_left() -> None:
    ladder = [{"at": "2%", "part": "50%"}]
    done = run("position.quantity < 20 and close > 102.5", "102 103 104 105", take_profit=ladder)
    assert left(done) == [("take_profit", 15, "102"), ("exit", 15, "103")]
    assert Decimal(0) == done.done.desk.state.portfolio.quantity("AAA")
