"""A made-up but consistent run: the rows and columns that a back-test or a simulate run of a small bot would leave."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_UP, Decimal

import numpy as np

from botspec.domain.events import CashKind, CashMoved
from botspec.domain.guards import Action, Trip
from botspec.domain.intents import Intent, Leg, Proposal, Reading, Wanted
from botspec.domain.orders import Order, OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.domain.portfolio import Fill, Portfolio
from botspec.domain.rows import (
    CashRow,
    ColumnsRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    EndedRow,
    FillRow,
    HeaderRow,
    IntentRow,
    MarkRow,
    NoteRow,
    OrderRow,
    OutcomeRow,
    QualityRow,
    ReleasedRow,
    Row,
    SpecRow,
    TripRow,
    WantedRow,
)
from botspec.market.moments import nanoseconds

SYMBOLS = ("AAPL", "GOOG", "IBM", "MSFT")
CAPITAL = Decimal(25_000)
DIGEST = hashlib.sha256(b"a made-up bot").hexdigest()
CENT = Decimal("0.01")
RESOLVED = (
    '{"id":"dip-buyer","risk":{"guards":[{"action":"block_entries","from":"peak","kind":"drawdown","limit":"12%"},'
    '{"action":"halt","kind":"daily_loss","limit":"6%"}]}}'
)


def sessions(count: int) -> list[date]:
    """Weekdays from 2007-01-03 on."""
    days, day = [], date(2007, 1, 3)
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def opening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)


def closing(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 21, 0, tzinfo=UTC)


def walk(count: int, seed: int) -> list[float]:
    """Daily closes: drift, noise, and a hard fall in the second year."""
    state, price, last, prices = seed * 7919 + 17, 40.0 + 45.0 * seed, 0.0, []
    for row in range(count):
        noise = 0.0
        for _ in range(4):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            noise += state / 2**64 - 0.5
        drift = -0.006 if 430 <= row < 480 else 0.0011
        last = drift + 0.03 * noise - 0.2 * last
        price *= math.exp(last)
        prices.append(round(price, 2))
    return prices


def spec_row(mode: str = "backtest") -> SpecRow:
    return SpecRow(
        bot="dip-buyer",
        mode=mode,
        account="main",
        digest=DIGEST,
        resolved=RESOLVED,
        summary=(
            "Buys AAPL, GOOG, IBM or MSFT when the daily close is 4% below its 10-day average.",
            "Sells when the close is back above the average, or after 25 bars.",
            "Puts 22% of equity into a position, at most 3 positions.",
            "Decides at the close, orders at the next open.",
        ),
        symbols=SYMBOLS,
        benchmark="MSFT",
        timeframe="1Day",
        capital=CAPITAL,
        limits=("max_position 28% of equity", "max_open_positions 3", "max_order_notional 8000 USD"),
        guards=("drawdown 12% from peak: block_entries, release after 20d", "daily_loss 6%: halt, release manual"),
        narrowed=(),
        starts_at=opening(date(2007, 1, 3)),
        ends_at=None,
    )


def header_row() -> HeaderRow:
    return HeaderRow(
        started_at=datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
        botspec="0.1.0",
        python="3.11.2",
        platform="Linux",
        git_commit="57bf0e9c1d2e3f405162738495a6b7c8d9e0f1a2",
        git_dirty=False,
        spec_path="specs/dip-buyer.yaml",
        arguments=("run", "specs/dip-buyer.yaml"),
        versions={"alpaca-py": "0.44.0", "numpy": "2.4.6", "TA-Lib": "0.8.2"},
    )


@dataclass
class Run:
    """Rows written so far and the state they came from."""

    mode: str
    days: list[date]
    closes: dict[str, list[float]]
    rows: list[Row] = field(default_factory=list)
    book: Portfolio = field(default_factory=lambda: Portfolio(CAPITAL))
    entered: dict[str, int] = field(default_factory=dict)
    outbox: list[Wanted] = field(default_factory=list)
    curve: list[tuple[float, float, float, float]] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    peak: float = float(CAPITAL)
    tripped: int | None = None
    orders: int = 0

    def price(self, symbol: str, row: int) -> Decimal:
        return Decimal(str(self.closes[symbol][row]))

    def equity(self, row: int, factor: float = 1.0) -> float:
        return float(self.book.cash) + self.exposure(row) * factor

    def exposure(self, row: int) -> float:
        held = self.book.positions
        return sum(float(held[each].quantity) * self.closes[each][row] for each in SYMBOLS if each in held)

    def opened(self, row: int) -> None:
        for wanted in self.outbox:
            self._leave(wanted, row)
        self.outbox = []

    def _leave(self, wanted: Wanted, row: int) -> None:
        at = opening(self.days[row])
        price = (self.price(wanted.symbol, row - 1) * Decimal("1.001")).quantize(CENT)
        readings = self._readings(wanted, price, row)
        breach = next((name for name, each in readings.items() if not each.within), None)
        if wanted.leg is Leg.ENTRY and breach:
            proposal = Proposal(
                wanted.symbol, wanted.side, wanted.leg, OrderType.MARKET, TimeInForce.DAY, wanted.quantity, price
            )
            self.rows.append(DeniedRow(at, wanted, proposal, breach, readings[breach]))
            return
        self._trade(wanted, row, price, readings if wanted.leg is Leg.ENTRY else {})

    def _readings(self, wanted: Wanted, price: Decimal, row: int) -> dict[str, Reading]:
        equity = Decimal(str(round(self.equity(row - 1), 2)))
        worst = wanted.quantity * price * Decimal("1.02")
        return {
            "capital": Reading(worst, max(self.book.cash, Decimal(0)), "USD"),
            "max_position": Reading(worst, (equity * Decimal("0.28")).quantize(CENT), "USD"),
            "max_open_positions": Reading(Decimal(len(self.book.positions) + 1), Decimal(3), "positions"),
            "max_order_notional": Reading(worst, Decimal(8000), "USD"),
        }

    def _trade(self, wanted: Wanted, row: int, price: Decimal, readings: dict[str, Reading]) -> None:
        at = opening(self.days[row])
        self.orders += 1
        name = f"b1-0a1b2c-{DIGEST[:6]}-{self.orders:016x}"
        request = OrderRequest(name, wanted.symbol, wanted.side, OrderType.MARKET, TimeInForce.DAY, wanted.quantity)
        intent = Intent(name, wanted.leg, wanted.rule, wanted.decided_at, at, 0, wanted.reference_price, request)
        filled = (price * (Decimal("1.0005") if wanted.side is Side.BUY else Decimal("0.9995"))).quantize(CENT)
        new = Order(f"o-{self.orders}", request, OrderStatus.NEW, Decimal(0), None, at, at)
        done = Order(f"o-{self.orders}", request, OrderStatus.FILLED, wanted.quantity, filled, at, at, at)
        fill = Fill(name, wanted.symbol, wanted.side, wanted.quantity, filled, at)
        self.rows += [
            IntentRow(at, intent, wanted, readings),
            OutcomeRow(at, name, "acked", new.id, "", ""),
            OrderRow(at, new),
            OrderRow(at, done),
            FillRow(at, fill),
        ]
        self.book = self.book.with_fill(fill)
        if wanted.leg is Leg.ENTRY:
            self.entered[wanted.symbol] = row
        else:
            self._cash(
                CashKind.FEE,
                -(filled * wanted.quantity * Decimal("0.0000278")).quantize(CENT, ROUND_UP),
                row,
                None,
                "REG fee",
            )

    def _cash(self, kind: CashKind, amount: Decimal, row: int, symbol: str | None, text: str) -> None:
        at = closing(self.days[row]) if kind is CashKind.FEE else opening(self.days[row])
        moved = CashMoved(f"{kind}-{row}-{symbol}-{len(self.rows)}", kind, amount, self.days[row], at, symbol, text)
        self.rows.append(CashRow(at, moved))
        self.book = self.book.with_cash(amount)

    def closed(self, row: int) -> None:
        at, equity = closing(self.days[row]), self.equity(row)
        benchmark = float(CAPITAL) * self.closes["MSFT"][row] / self.closes["MSFT"][0]
        adverse = self.equity(row, 0.99)
        self.curve.append((equity, adverse, float(self.book.cash), self.exposure(row)))
        self._guard(row, equity, adverse)
        for symbol in SYMBOLS:
            self._decide(symbol, row)
        if self.mode != "backtest":
            self.rows.append(
                MarkRow(
                    at=at,
                    phase="close",
                    session=self.days[row].toordinal(),
                    opening=equity,
                    adverse=adverse,
                    equity=equity,
                    cash=self.book.cash,
                    exposure=self.exposure(row),
                    benchmark=benchmark,
                )
            )

    def _guard(self, row: int, equity: float, adverse: float) -> None:
        at = closing(self.days[row])
        loss = 1 - adverse / self.peak
        if self.tripped is not None and row - self.tripped >= 20:
            self.rows.append(
                ReleasedRow(
                    at=at,
                    trip_id=f"t-{self.tripped}",
                    guard="drawdown",
                    why="after",
                    equity=equity,
                    session=self.days[row].toordinal(),
                )
            )
            self.tripped, self.peak = None, equity
        elif self.tripped is None and loss >= 0.12:
            trip = Trip(
                id=f"t-{row}",
                guard="drawdown",
                action=Action.BLOCK_ENTRIES,
                at=at,
                used=loss,
                limit=0.12,
                reference=self.peak,
                equity=equity,
                where="adverse",
                session=self.days[row].toordinal(),
            )
            self.rows.append(TripRow(at, trip))
            self.tripped = row
        self.peak = max(self.peak, equity)

    def _decide(self, symbol: str, row: int) -> None:
        at, price = closing(self.days[row]), self.closes[symbol][row]
        window = self.closes[symbol][max(0, row - 9) : row + 1]
        mean = sum(window) / len(window)
        held = self.book.quantity(symbol)
        if row < 9:
            self._reason(symbol, at, "NO_TRADE_WARM_UP", "10 bars")
        elif held and (price > mean or row - self.entered[symbol] >= 25):
            self._want(symbol, Side.SELL, Leg.EXIT, "close > sma(close, 10)", at, held, price)
        elif not held and price < 0.975 * mean:
            self._enter(symbol, at, price, row)
        else:
            self._reason(symbol, at, "HELD" if held else "NO_TRADE_NO_SIGNAL", "")

    def _enter(self, symbol: str, at: datetime, price: float, row: int) -> None:
        quantity = Decimal(int(self.equity(row) * (0.22 if row % 7 else 0.3) / price))
        if self.tripped is not None:
            self._reason(symbol, at, "NO_TRADE_GUARD", "drawdown")
        elif quantity > 0:
            self._want(symbol, Side.BUY, Leg.ENTRY, "close < 0.975 * sma(close, 10)", at, quantity, price)

    def _reason(self, symbol: str, at: datetime, reason: str, detail: str) -> None:
        if self.reasons.get(symbol) != reason:
            self.reasons[symbol] = reason
            self.rows.append(DecisionRow(at, symbol, reason, detail))

    def _want(
        self, symbol: str, side: Side, leg: Leg, rule: str, at: datetime, quantity: Decimal, price: float
    ) -> None:
        wanted = Wanted(symbol, side, leg, rule, at, quantity, Decimal(str(price)))
        self._reason(symbol, at, "WANTED_ENTRY" if leg is Leg.ENTRY else "WANTED_EXIT", rule)
        self.rows.append(WantedRow(at, wanted))
        self.outbox.append(wanted)

    def columns(self) -> dict[str, np.ndarray]:
        equity, adverse, cash, exposure = (np.array(each, dtype=np.float64) for each in zip(*self.curve, strict=True))
        closed = np.array([nanoseconds(closing(day)) for day in self.days], dtype=np.int64)
        benchmark = float(CAPITAL) * np.array(self.closes["MSFT"]) / self.closes["MSFT"][0]
        named = {"equity": equity, "adverse": adverse, "cash": cash, "exposure": exposure, "benchmark": benchmark}
        return {"closed_at": closed, **named}


def a_run(count: int = 1000, mode: str = "backtest", *, ended: bool = True) -> tuple[list[Row], dict[str, np.ndarray]]:
    """Rows (without the ColumnsRow) and columns; a run that did not end has neither EndedRow nor columns."""
    days = sessions(count)
    run = Run(mode, days, {symbol: walk(count, index + 1) for index, symbol in enumerate(SYMBOLS)})
    run.rows += [header_row(), spec_row(mode), QualityRow("GOOG", "gap", 2, "2007-05-28, 2008-09-01")]
    run.rows.append(NoteRow(opening(days[0]), "info", "FEE_TABLE", "Fee rates of 2024-05-14 used for 2007 to 2010."))
    for row in range(count):
        if row:
            run.opened(row)
        if row % 63 == 5 and run.book.quantity("IBM"):
            amount = Decimal("0.30") * run.book.quantity("IBM")
            run._cash(CashKind.DIVIDEND, amount, row, "IBM", "0.30 USD a share")
        run.closed(row)
    if not ended:
        return run.rows, {}
    last = closing(days[-1])
    run.rows += [DroppedRow(last, wanted, "the data ended") for wanted in run.outbox]
    run.rows.append(EndedRow(last, "data_end", run.curve[-1][0], run.book.cash, count * 4, {"adverse_before_close": 3}))
    return run.rows, run.columns()


__all__ = ["CAPITAL", "SYMBOLS", "ColumnsRow", "a_run", "header_row", "spec_row"]
