"""`botspec plan`: what starting this spec now would do to its account. Nothing is sent, nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.app.dry_run import DryRun, dry_run, usd
from botspec.app.papers import lock_beside
from botspec.app.plan_places import Reached, reached
from botspec.app.request import Refused, RunRequest
from botspec.app.run import allowed_mode, reviewed_bot, unbundled
from botspec.app.stake import losses
from botspec.domain.modes import Mode
from botspec.gates.lock import Lock, account_check
from botspec.gitops.start_plan import VERSION, Act, StartPlan, Step
from botspec.market.calendar import in_new_york
from botspec.run.removed import BECOMES, NO_LONGER_TRADED
from botspec.run.schedule import Phase, instants
from botspec.spec.canonical import digest_of
from botspec.spec.words import OnRemove
from botspec.strategy.python import PluginRefused

if TYPE_CHECKING:
    from botspec.domain.account import AccountSnapshot
    from botspec.domain.intents import Intent
    from botspec.domain.orders import Order
    from botspec.pipeline import Pipeline
    from botspec.run.environment import Environment

INVALID, GATE = 2, 3
REMOVED = {OnRemove.UNWIND: Act.UNWIND, OnRemove.ADOPT: Act.ADOPT, OnRemove.FREEZE: Act.FREEZE}
AHEAD = timedelta(days=10)


def make_plan(request: RunRequest) -> StartPlan:
    """Read the account and work out the start. Raises what `run` raises before it begins."""
    try:
        return _plan(request)
    except PluginRefused as error:
        raise Refused(str(error), GATE) from error


def _plan(request: RunRequest) -> StartPlan:
    request = unbundled(request)
    reviewed = reviewed_bot(request)
    mode = allowed_mode(reviewed.bot, request)
    match mode:
        case Mode.BACKTEST | Mode.SIMULATE:
            from botspec.app.plan_local import local_plan

            return local_plan(reviewed.bot, mode, request)
        case Mode.PAPER | Mode.LIVE:
            return _account_plan(reached(reviewed, request, mode), request, mode)
        case Mode.SHADOW:
            raise Refused(
                "a shadow's account is its own: plan asks a broker's; start it, or plan with --mode backtest", INVALID
            )


def _account_plan(found: Reached, request: RunRequest, mode: Mode) -> StartPlan:
    bot, env, recalled = found.bot, found.env, found.recalled
    snapshot = env.broker.snapshot()
    if bot.whole_account:
        bot = replace(bot, capital=recalled.capital if recalled.capital is not None else snapshot.cash)
    run = dry_run(bot, env, recalled)
    now = found.clock.now()
    session, decides_at = upcoming(bot, env, now)
    planned = tuple(_steps(bot, run, snapshot))
    spent = sum((usd(intent) for intent in (*run.sent, *run.then) if not intent.leg.reduces), Decimal(0))
    return StartPlan(
        version=VERSION,
        spec=request.spec.as_posix(),
        bot=bot.bot,
        digest=bot.digest,
        mode=mode.value,
        where=place_of(request, mode),
        account=masked(snapshot.number),
        state=state_of(snapshot, recalled.rows),
        session=session,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        decides_at=decides_at,
        steps=planned,
        losses=losses(run),
        buying_power=snapshot.buying_power,
        buying_power_left=snapshot.buying_power - spent,
        checks=(*found.told, *_checks(bot, request, snapshot)),
        warnings=tuple(_warnings(bot, env, run, snapshot)),
    )


def place_of(request: RunRequest, mode: Mode) -> str:
    """Where the account is."""
    return f"Alpaca's {mode} account" if request.simulator is None else "a simulator on this machine"


def masked(number: str) -> str:
    """The last four of an account number."""
    return f"****{number[-4:]}"


def state_of(snapshot: AccountSnapshot, rows: int) -> str:
    """Fingerprint of what a start depends on: account, positions, open orders, and how far the journal has come."""
    positions = sorted([each.symbol, str(each.quantity)] for each in snapshot.positions)
    orders = sorted(
        [each.request.client_order_id, str(each.request.quantity), str(each.filled_quantity)]
        for each in snapshot.open_orders
    )
    whole = {"account": snapshot.number, "positions": positions, "orders": orders, "rows": rows}
    return digest_of(whole | {"blocked": snapshot.blocked, "status": snapshot.status})


def upcoming(bot: Pipeline, env: Environment, now: datetime) -> tuple[str, str]:
    """The date of the session under way or next, and when the bot decides next."""
    ahead = [each for each in env.sessions(bot.hours.day(now), (now + AHEAD).date()) if each.closes_at > now]
    if not ahead:
        return "", ""
    closes = (each.at for each in instants(ahead, bot.pace, now, hours=bot.hours) if each.phase is Phase.CLOSE)
    at = next(closes, None)
    return ahead[0].on.isoformat(), at.astimezone(UTC).isoformat(timespec="minutes") if at is not None else ""


def _steps(bot: Pipeline, run: DryRun, snapshot: AccountSnapshot) -> Iterator[Step]:
    yield from (Step(Act.REFUSE, "", text) for text in run.refusals)
    for name in run.canceled:
        order = next((each for each in snapshot.open_orders if each.request.client_order_id == name), None)
        yield Step(Act.CANCEL, order.request.symbol if order else "", _order(order) if order else "", name)
    for row in run.adopted:
        act = Act.ADOPT if row.what == "position" else Act.IGNORE
        yield Step(act, row.name, f"{row.because}", quantity=row.quantity, usd=row.quantity * row.price)
    yield from (_sent(Act.SEND, intent) for intent in run.sent)
    for wanted in run.waiting:
        side, leg = wanted.side.value, wanted.leg.value
        detail = f"{wanted.rule}, decided {in_new_york(wanted.decided_at)}; sized again when it leaves"
        yield Step(Act.WAITS, wanted.symbol, detail, side=side, leg=leg, quantity=wanted.quantity)
    decided = {(wanted.symbol, wanted.leg) for wanted in run.waiting}
    yield from (
        _sent(Act.WOULD_SEND, intent) for intent in run.then if (intent.request.symbol, intent.leg) not in decided
    )
    for denied in run.denied:
        wanted, used, allowed = denied.wanted, denied.reading.used, denied.reading.allowed
        detail = f"{denied.limit}: {used.normalize():f} of {allowed.normalize():f} {denied.reading.unit}"
        side, leg = wanted.side.value, wanted.leg.value
        yield Step(Act.WOULD_DENY, wanted.symbol, detail, side=side, leg=leg, quantity=denied.proposal.quantity)
    yield from _standing(bot, run, snapshot)


def _standing(bot: Pipeline, run: DryRun, snapshot: AccountSnapshot) -> Iterator[Step]:
    """What stays as it is: the bot's own, and what is not its business."""
    ours = run.desk.state.portfolio.positions
    for position in snapshot.positions:
        own = position.symbol in ours
        price = position.last_price or position.average_price
        worth = (position.quantity * price).quantize(Decimal("0.01"))
        detail = f"{position.quantity} shares at {position.average_price:.2f}"
        if position.symbol in bot.removed:
            act, becomes = REMOVED[bot.on_remove], BECOMES[bot.on_remove]
            yield Step(act, position.symbol, f"{detail}; {NO_LONGER_TRADED}; {becomes}", usd=worth)
            continue
        yield Step(Act.KEEP if own else Act.LEAVE, position.symbol, detail, usd=worth)
    for order in snapshot.open_orders:
        name = order.request.client_order_id
        if name not in run.canceled:
            act = Act.KEEP if name.startswith(bot.prefix) else Act.LEAVE
            yield Step(act, order.request.symbol, _order(order), name)


def _order(order: Order) -> str:
    request = order.request
    price = next((each for each in (request.limit_price, request.stop_price) if each is not None), None)
    at = f" at {price}" if price is not None else ""
    return f"{request.side} {request.quantity} {request.type}{at}, {order.filled_quantity} filled"


def _sent(act: Act, intent: Intent) -> Step:
    request = intent.request
    limit = f" at {request.limit_price}" if request.limit_price is not None else ""
    detail = f"{request.type}{limit}, {request.time_in_force}, by {intent.rule}"
    side, leg = request.side.value, intent.leg.value
    return Step(act, request.symbol, detail, "", side, leg, request.quantity, usd(intent))


def _checks(bot: Pipeline, request: RunRequest, snapshot: AccountSnapshot) -> Iterator[str]:
    yield f"keys of account '{bot.account}' open {masked(snapshot.number)}, status {snapshot.status}"
    lock = lock_beside(request.spec)
    if isinstance(lock, Lock):
        same = lock.account.check == account_check(snapshot.number, lock.digest)
        yield f"the lock names account {lock.account.number}: {'the same' if same else 'ANOTHER one'}"
        yield f"the lock is for {'this' if lock.digest == bot.digest else 'ANOTHER'} spec"


def _warnings(bot: Pipeline, env: Environment, run: DryRun, snapshot: AccountSnapshot) -> Iterator[str]:
    if env.assets is not None:
        for asset in env.assets(bot.symbols):
            if not asset.tradable:
                yield f"{asset.symbol} cannot be traded at the broker"
            elif bot.fractional and not asset.fractionable:
                yield f"{asset.symbol} is not traded in parts of shares"
    yield from _stops_missing(run, snapshot)
    trip = run.desk.state.blocked_by()
    if trip is not None:
        yield f"guard {trip.guard} tripped at {in_new_york(trip.at)} and holds: {trip.action}"


def _stops_missing(run: DryRun, snapshot: AccountSnapshot) -> Iterator[str]:
    """Positions of the bot without an order at the broker that would close them at a price."""
    guarded = {order.request.symbol for order in snapshot.open_orders if order.request.stop_price is not None}
    for symbol in run.desk.state.portfolio.positions:
        if symbol not in guarded:
            yield f"no stop rests at the broker for {symbol}: nothing protects it while this process is dead"
