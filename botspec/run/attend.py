"""What a person asks of a running bot, dealt with before anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from botspec.domain.commands import DISK, Ask, Command, Reply
from botspec.domain.guards import Action, Trip
from botspec.domain.rows import NoteRow
from botspec.ports.operator import Operator
from botspec.run.adoption import accept
from botspec.run.agree import Agreement, look
from botspec.run.desk import Desk
from botspec.run.tripping import OPERATOR, STOPPING, let_go, trip
from botspec.spec.words import OnStop

WRONG_USE, GATE = 2, 3


@dataclass(slots=True)
class Attention:
    """Who may interrupt, and what was asked so far. `ended` says why the run is over once it is."""

    operator: Operator
    agreement: Agreement = field(default_factory=Agreement)
    leaving: bool = False
    ended: str | None = None


Equity = Callable[[datetime], float]


def attend(attention: Attention, desk: Desk, at: datetime, equity: Equity) -> bool:
    """Deal with a kill, then with every request; True when a heartbeat should follow at once."""
    killed = heed_kill(attention, desk, at)
    commands = attention.operator.commands()
    for command in commands:
        _answer(attention, desk, command, at, equity)
    if killed or commands:
        desk.carry_out(at)
    return killed or bool(commands)


def heed_kill(attention: Attention, desk: Desk, at: datetime) -> bool:
    """Trip durably when somebody pulled the switch; what works is canceled by whatever is carried out next."""
    kill = attention.operator.killed()
    if kill is None:
        return False
    _kill(desk, kill, at)
    attention.operator.taken(kill)
    return True


def go_flat(attention: Attention, desk: Desk, at: datetime, by: str) -> None:
    """Close everything, then end."""
    attention.leaving = True
    if STOPPING not in desk.state.trips:
        trip(desk, STOPPING, Action.FLATTEN, at, f"{by} asked to flatten and stop")


def leave_when_flat(attention: Attention, desk: Desk, at: datetime, equity: float) -> None:
    """A stop that flattens is done once nothing is held and nothing works."""
    if not attention.leaving or desk.state.portfolio.positions or desk.state.working:
        return
    held = desk.state.trips.get(STOPPING)
    if held is not None:
        let_go(desk, held, at, "flat", equity)
    desk.journal.commit()
    attention.ended = "stopped"


def _kill(desk: Desk, kill: Command, at: datetime) -> None:
    action = Action.FLATTEN if kill.flatten else Action.HALT
    guard = DISK if kill.id == DISK else OPERATOR
    before = desk.state.trips.get(guard)
    if before is None or before.action.severity < action.severity:
        trip(desk, guard, action, at, f"killed by {kill.by}: {kill.because or 'no reason given'}")


def _answer(attention: Attention, desk: Desk, command: Command, at: datetime, equity: Equity) -> None:
    match command.ask:
        case Ask.KILL | Ask.FLATTEN:
            _kill(desk, command, at)
            reply = Reply(f"every position is to be closed ({OPERATOR}); {said_of(desk)}")
        case Ask.STOP:
            reply = _stop(attention, desk, command, at)
        case Ask.REARM:
            reply = _rearm(desk, command, at, equity)
        case Ask.ADOPT:
            accept(desk, attention.operator, command, look(desk, at), at)
            return
    attention.operator.answer(command, reply)


def _stop(attention: Attention, desk: Desk, command: Command, at: datetime) -> Reply:
    flatten = desk.bot.on_stop is OnStop.FLATTEN if command.flatten is None else command.flatten
    desk.record(NoteRow(at, "warning", "STOP", f"asked by {command.by}: {'flatten, then end' if flatten else 'end'}"))
    if not flatten:
        attention.ended = "stopped"
        return Reply(f"stopped; {said_of(desk)}")
    go_flat(attention, desk, at, command.by)
    return Reply(f"stops once flat; {said_of(desk)}")


def _rearm(desk: Desk, command: Command, at: datetime, equity: Equity) -> Reply:
    held = next((each for each in desk.state.trips.values() if each.id == command.trip), None)
    if held is None:
        known = ", ".join(each.id for each in desk.state.trips.values()) or "none"
        return Reply(f"no trip {command.trip} holds; these do: {known}", WRONG_USE)
    now = equity(at)
    lost = float(desk.bot.capital) - now
    words = f"{held.id} re-armed by {command.by}: {command.because}; {_since_inception(lost, float(desk.bot.capital))}"
    let_go(desk, held, at, "rearmed", now)
    desk.record(NoteRow(at, "warning", "REARMED", words))
    since = f"{now:,.2f} USD" if held.symbol is None else f"what {held.symbol} has brought by now"
    return Reply(f"{words}; measured from {since} on{_still(desk, held)}")


def _since_inception(lost: float, capital: float) -> str:
    word = "lost" if lost > 0 else "gained"
    return f"{word} since inception: {abs(lost):,.2f} USD ({abs(lost) / capital:.2%} of {capital:,.2f} USD)"


def _still(desk: Desk, released: Trip) -> str:
    others = [each.id for each in desk.state.trips.values() if each.id != released.id and each.action.stops_entries]
    return f"; still held by {', '.join(others)}" if others else ""


def said_of(desk: Desk) -> str:
    """What is held and what works, in a line."""
    held = ", ".join(f"{each.quantity} {symbol}" for symbol, each in desk.state.portfolio.positions.items())
    leaving = sum(1 for working in desk.state.working.values() if working.cancel_requested)
    kept = len(desk.state.working) - leaving
    return f"held: {held or 'nothing'}; orders working: {kept}" + (f", being canceled: {leaving}" if leaving else "")
