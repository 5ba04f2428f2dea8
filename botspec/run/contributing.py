"""Money that comes into the bot's ledger step by step, from the account's own: capital, no profit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.rows import ContributedRow, NoteRow

if TYPE_CHECKING:
    from botspec.run.desk import Desk
    from botspec.run.view import View
    from botspec.strategy.targets import TargetColumns

NOTHING = Decimal(0)


def contribute(desk: Desk, view: View, targets: TargetColumns, equity: Decimal) -> Decimal:
    """Take in what is due at this close, once; gives the USD that came in now. `equity` is what was there before."""
    amount = targets.plan.contribution
    if amount is None or not targets.paid[view.row]:
        return NOTHING
    already = desk.state.came_in(view.at)
    if already or not equity > 0:
        return already
    if not _has(desk, amount):
        text = f"the account has no {amount} USD left that are not the bot's: no contribution"
        desk.record(NoteRow(view.at, "warning", "NO_CONTRIBUTION", text))
        return NOTHING
    unit = desk.state.unit * float(equity / (equity + amount))
    desk.record(ContributedRow(view.at, amount, float(equity), unit))
    return amount


def _has(desk: Desk, amount: Decimal) -> bool:
    """Whether the account has the money; True where its cash is not known before."""
    funds = desk.bot.funds
    return funds is None or desk.bot.capital + desk.state.contributed + amount <= funds
