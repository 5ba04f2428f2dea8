"""Wait before entering again after an exit.

Bars are the symbol's own, counted from the exit on; another such exit meanwhile begins the wait anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Action, Unit
from botspec.risk.guards.events import Activity, Sign
from botspec.risk.guards.stops import is_stop
from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.span import SpanValue
from botspec.spec.words import CooldownAfter, EntryScope, Scope

if TYPE_CHECKING:
    from botspec.domain.trades import Trade


class CooldownParams(Params):
    """Parameters of `{kind: cooldown}`."""

    after: Annotated[CooldownAfter, Choice(CooldownAfter), Looser.ANY] = Field(
        description="What it waits after: a stop loss, a losing trade, any exit.", examples=["stop_loss"]
    )
    scope: Annotated[EntryScope, Choice(EntryScope), Looser.DOWN] = Field(
        default=EntryScope.SYMBOL, description="Who waits: the symbol, or the bot.", examples=["symbol"]
    )
    wait: Annotated[SpanValue, Looser.DOWN] = Field(description="How long.", examples=["3 bars", "1d"])


class Cooldown:
    """No entries for a while after an exit of the kind named."""

    kind: ClassVar[str] = "cooldown"
    of_slips: ClassVar[bool] = False
    renews: ClassVar[bool] = True

    def __init__(self, params: CooldownParams, name: str) -> None:
        self.name = name
        self.params = params
        self.action = Action.BLOCK_ENTRIES
        self.release = params.wait
        self.scope = Scope(params.scope.value)
        self.by_symbol = self.scope is Scope.SYMBOL

    def look(self, seen: Activity) -> Sign | None:
        """A sign at the newest trade that ended so."""
        trade = next((trade for trade in seen.trades() if self._counts(trade)), None)
        return None if trade is None else Sign(1, 1, Unit.TRADES, f"{trade.symbol} left by {trade.exit_order}")

    def _counts(self, trade: Trade) -> bool:
        match self.params.after:
            case CooldownAfter.STOP_LOSS:
                return is_stop(trade)
            case CooldownAfter.LOSS:
                return trade.profit < 0
            case CooldownAfter.EXIT:
                return True

    def __str__(self) -> str:
        return f"cooldown after {self.params.after}: no entries for {self.params.wait}"
