"""The plan of a spec that touches no account: what it would run over, and its first orders there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.adapters.system.clock import WallClock
from botspec.app.alpaca_bars import bars_of
from botspec.app.backtest import run_backtest
from botspec.app.bars import fingerprint
from botspec.app.dry_run import usd
from botspec.domain.modes import Mode
from botspec.domain.rows import IntentRow
from botspec.gitops.start_plan import VERSION, Act, StartPlan, Step
from botspec.journal.memory import MemoryJournal

if TYPE_CHECKING:
    from botspec.app.request import RunRequest
    from botspec.pipeline import Pipeline

FIRST = 5
NO_ACCOUNT = "no account: everything happens on this machine"


def local_plan(bot: Pipeline, mode: Mode, request: RunRequest) -> StartPlan:
    """Its bars, pinned, and the first orders over them."""
    from botspec.app.run import period

    bars = bars_of(bot, request)
    journal = MemoryJournal()
    run_backtest(replace(bot, mode=Mode.BACKTEST), bars, journal, steps=request.steps)
    orders = [row for row in journal.rows() if isinstance(row, IntentRow)]
    steps = tuple(_step(row) for row in orders[:FIRST])
    checks = (
        f"over {period(bars)}, {len(bars.panel) - bars.start} bars of {', '.join(bot.symbols)}",
        f"a fresh simulated account with {bot.simulation.cash:,.2f} USD; {len(orders)} orders in all",
    )
    return StartPlan(
        version=VERSION,
        spec=request.spec.as_posix(),
        bot=bot.bot,
        digest=bot.digest,
        mode=mode.value,
        where=NO_ACCOUNT,
        account="",
        state=fingerprint(bars),
        session="",
        made_at=WallClock().now().isoformat(timespec="seconds"),
        decides_at="",
        steps=steps,
        buying_power=None,
        checks=checks,
    )


def _step(row: IntentRow) -> Step:
    request, leg = row.intent.request, row.intent.leg.value
    detail = f"{request.type} on {row.at:%Y-%m-%d}, by {row.intent.rule}"
    worth = usd(row.intent).quantize(Decimal("0.01"))
    return Step(Act.WOULD_SEND, request.symbol, detail, "", request.side.value, leg, request.quantity, worth)
