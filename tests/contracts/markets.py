"""The same three days of two symbols behind each broker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

import numpy as np

from botspec.adapters.exchange_broker import ExchangeBroker
from botspec.domain.events import BrokerEvent
from botspec.exchange.exchange import Exchange
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.slippage.none import NoSlippage
from botspec.market.calendar import sessions
from botspec.market.moments import moment, nanoseconds
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.ports.broker import Broker
from botspec.simulator.app import Application
from botspec.simulator.config import Config
from botspec.simulator.simulation import build

CASH = Decimal(10_000)
SEED = "contract"
SYMBOLS = ("AAA", "BBB")
DAYS = sessions(date(2024, 11, 26), date(2024, 12, 2))  # Tuesday, Wednesday, Friday (early close), Monday
OPENS = np.array([[10.0, 50.0], [11.0, 51.0], [12.0, 52.0], [13.0, 53.0]])
EX_DATE = date(2024, 11, 29)


def three_days() -> Panel:
    """Row 0 is history; rows 1 to 3 are lived through. Highs are +1, lows -1, closes +0.5 of the open."""
    prices = [np.asfortranarray(OPENS + offset) for offset in (0.0, 1.0, -1.0, 0.5)]
    return Panel(
        SYMBOLS,
        np.array([nanoseconds(day.opens_at) for day in DAYS]),
        np.array([nanoseconds(day.closes_at) for day in DAYS]),
        np.array([day.on.toordinal() for day in DAYS]),
        *prices,
        np.asfortranarray(np.full_like(OPENS, 1e6)),
        actions=(CorporateAction("AAA", EX_DATE, ActionKind.CASH_DIVIDEND, Decimal("0.25")),),
    )


class Market(Protocol):
    """A broker and the time it lives in."""

    broker: Broker

    def to_open(self, row: int) -> Sequence[BrokerEvent]:
        """Move to the open of a row and hear what happened."""
        ...

    def to_close(self, row: int) -> Sequence[BrokerEvent]:
        """Move to the close of a row and hear what happened."""
        ...


def opened_at(row: int) -> datetime:
    return DAYS[row].opens_at


def closed_at(row: int) -> datetime:
    return DAYS[row].closes_at


class InProcess:
    """The exchange itself."""

    def __init__(self) -> None:
        self.panel = three_days()
        self.exchange = Exchange(cash=CASH, slippage=NoSlippage(), fees=Alpaca(), ids=SEED)
        self.exchange.skip(self.panel, 1)
        self.broker = ExchangeBroker(self.exchange, self.panel)

    def to_open(self, row: int) -> Sequence[BrokerEvent]:
        return self.broker.advance(opened_at(row), self.panel.row(row))

    def to_close(self, row: int) -> Sequence[BrokerEvent]:
        return self.broker.advance(closed_at(row), self.panel.row(row))


class OverHttp:
    """The simulator, through alpaca-py and requests; only the socket is left out."""

    def __init__(self) -> None:
        from botspec.adapters.alpaca.broker import AlpacaBroker
        from botspec.adapters.alpaca.connect import trading
        from botspec.adapters.system.control import SimulatorControl
        from botspec.adapters.system.http import loopback
        from botspec.adapters.system.secret import Credentials, Secret
        from tests.fakes.asgi import AsgiTransport

        began = moment(int(three_days().closed_at[0]))
        self.config = Config(symbols=SYMBOLS, starts_at=began, cash=CASH, fees="alpaca", seed=SEED).with_keys()
        self.application = Application(build(self.config, three_days()))
        self.transport = AsgiTransport(self.application)
        self.origin = loopback(8123)
        self.credentials = Credentials("simulator", Secret(self.config.key), Secret(self.config.secret))
        self.control = SimulatorControl(self.origin, Secret(self.config.control_token), self.transport)
        self.began = began
        self.connect = lambda **more: AlpacaBroker(
            trading(self.origin, self.credentials, self.transport), **{"prefix": "b1-", "since": began, **more}
        )
        self.broker = self.connect()

    def to_open(self, row: int) -> Sequence[BrokerEvent]:
        return self._to(opened_at(row))

    def to_close(self, row: int) -> Sequence[BrokerEvent]:
        return self._to(closed_at(row))

    def _to(self, at: datetime) -> Sequence[BrokerEvent]:
        self.control.advance(at)
        return self.broker.advance(at, None)
