"""What a spec of mode live may not leave out."""

import pytest

from tests.unit.compiler.specs import codes
from tests.unit.compiler.test_checks import GUARDS

LIMITS = "max_position: 35%, max_order_notional: 35%, max_orders_per_minute: 10, max_price_deviation: 3%"
LIVE = (
    ("mode: backtest", "mode: live\ncapital: 25000 USD"),
    ("source: sample", "source: alpaca"),
    ("max_position: 35%", LIMITS),
)
DAY, PEAK = "daily_loss, limit: 2%, action: halt", "from: peak"


@pytest.mark.parametrize(
    ("edits", "missed"),
    [
        ((), []),
        (((GUARDS, ""),), ["BS401"]),
        ((("capital: 25000 USD\n", ""),), ["BS406"]),
        ((("max_position: 35%, ", ""),), ["BS410"]),
        ((("max_order_notional: 35%, ", ""),), ["BS410"]),
        ((("max_orders_per_minute: 10, ", ""),), ["BS410"]),
        ((("max_price_deviation: 3%, ", ""),), ["BS410"]),
        (((f"limits: {{{LIMITS}, max_open_positions: 3}}", "limits: {}"),), ["BS410"]),
        ((("max_orders_per_minute: 10", "max_orders_per_day: 100"),), []),
        (((DAY, "weekly_loss, limit: 2%, action: halt"),), []),
        (((DAY, "weekly_loss, limit: 2%, action: halt"), (PEAK, "from: start")), ["BS410"]),
        (((DAY, "daily_loss, limit: 2%, action: warn"), (PEAK, "from: start")), ["BS410"]),
    ],
)
def test_a_live_spec_without_it_is_refused(edits: tuple[tuple[str, str], ...], missed: list[str]) -> None:
    assert [code for code in codes(*LIVE, *edits) if code in {"BS401", "BS406", "BS410"}] == missed


def test_one_that_trades_no_real_money_may_leave_it_out() -> None:
    assert "BS410" not in codes(("mode: backtest", "mode: paper\ncapital: 25000 USD"), LIVE[1])
