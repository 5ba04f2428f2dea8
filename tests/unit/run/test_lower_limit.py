"""A restart with a limit below what is held."""

from dataclasses import replace
from decimal import Decimal

from botspec.domain.orders import Side
from botspec.domain.rows import DeniedRow, IntentRow
from botspec.domain.values import Ratio
from botspec.risk.limits.max_position import MaxPosition, MaxPositionParams
from tests.fakes.bots import a_bot, scripted
from tests.fakes.market import days
from tests.fakes.trials import only
from tests.fakes.world import World


def test_nothing_is_dumped_nothing_is_added_and_the_exit_leaves() -> None:
    """A third of the equity is held when a tenth becomes the limit."""
    panel = days({"AAA": [(100.0,) * 4] * 8, "BBB": [(100.0,) * 4] * 8})
    bot = a_bot(scripted(8, 2, enter={0: [0], 4: [1]}, exit={6: [0]}))
    world = World(bot, panel)
    world.live(steps=3)
    world.live(bot=replace(bot, limits=(MaxPosition(MaxPositionParams(limit=Ratio(Decimal("0.1")))),)))
    sent = [(row.intent.request.symbol, row.intent.request.side) for row in only(world.rows, IntentRow)]
    assert sent == [("AAA", Side.BUY), ("AAA", Side.SELL)]
    assert {row.wanted.symbol for row in only(world.rows, DeniedRow)} == {"BBB"}
    assert [row.intent.created_at.day for row in only(world.rows, IntentRow)] == [5, 13]
