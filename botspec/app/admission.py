"""From a spec and a command line to the token that opens the live host, or the gates that are shut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.adapters.system import terminal
from botspec.adapters.system.arming import host, load_record, record_path
from botspec.adapters.system.secrets import credentials
from botspec.app.arm import question
from botspec.app.papers import Occasion, gather
from botspec.app.request import Refused
from botspec.domain.modes import Mode
from botspec.gates.arm import ArmRecord, ArmUnreadable, phrase_for
from botspec.gates.evaluate import may_ask, may_trade
from botspec.gates.facts import Missing, Papers, PersonFacts, SourceFacts
from botspec.gates.gate import CREDENTIALS, Gate, Verdict, closed, exit_code
from botspec.gates.papers import NO_LOCK, paper_gates
from botspec.gates.person import last_four
from botspec.gates.token import GatesPassed, PapersPassed
from botspec.ports.broker import CredentialsRefused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botspec.adapters.system.secret import Credentials
    from botspec.compiler.check import Checked
    from botspec.compiler.context import Context
    from botspec.gates.facts import AccountFacts
    from botspec.ports.clock import Clock

PATIENCE = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=60)


class GatesShut(Refused):
    """No byte, or none but two questions, went to the live host; `gates` are those that are shut."""

    def __init__(self, gates: Sequence[Gate]) -> None:
        count = f"{len(gates)} gates are" if len(gates) > 1 else "a gate is"
        listed = "\n".join(str(gate) for gate in gates if gate.found != NO_LOCK)
        super().__init__(f"no order can reach the live host: {count} shut\n{listed}", exit_code(gates))
        self.gates = tuple(gates)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks for the live host. `holding` is the last four of the account its journal holds positions in.

    `trouble` as in `Papers`. `typed` is what was answered when this very run started.
    """

    spec: Path
    checked: Checked
    context: Context
    live: bool
    armed: bool
    environment: Mapping[str, str]
    policy: Path | None = None
    holding: str | None = None
    source: SourceFacts | None = None
    trouble: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """All gates are passed. `typed` is what was answered at the terminal, where somebody was asked."""

    passed: GatesPassed
    papers: Papers
    keys: Credentials
    typed: str = ""


def admit(applicant: Applicant, clock: Clock, stop: Callable[[], bool], note: Callable[[str], None]) -> Admitted:
    """Pass every gate in order. Raises GatesShut (3 or 4), Unavailable (75) after ten minutes of asking."""
    asked_as = applicant.source, applicant.policy, applicant.trouble
    occasion = Occasion(clock.now(), applicant.live, applicant.environment, *asked_as)
    papers = gather(applicant.spec, applicant.checked, applicant.context, occasion)
    person = _person(applicant, papers)
    asked = may_ask(papers, person, applicant.holding)
    if not isinstance(asked, PapersPassed):
        raise GatesShut(asked)
    keys = credentials(papers.spec.profile, applicant.environment, Mode.LIVE)
    return Admitted(_entered(asked, keys, clock, stop, note), papers, keys, person.typed or "")


def _person(applicant: Applicant, papers: Papers) -> PersonFacts:
    """Nobody is asked to type anything while another gate is shut."""
    nobody = PersonFacts(applicant.armed, None, Missing("--armed was not given"), host(), asked=False)
    if applicant.armed:
        return replace(nobody, record=record_of(applicant, papers))
    shut = closed(paper_gates(papers))
    meant = last_four(papers, applicant.holding)
    if meant is None or any(not (gate.guarded and applicant.holding) for gate in shut):
        return nobody
    if shut and applicant.typed == phrase_for(meant):  # a guardian enters nothing: it need not wait to be told twice
        return replace(nobody, asked=True, typed=applicant.typed)
    return replace(nobody, asked=True, typed=terminal.ask(question(papers.spec.bot, meant)))


def record_of(applicant: Applicant, papers: Papers) -> ArmRecord | Missing:
    path = record_path(applicant.environment, papers.spec.profile, papers.spec.bot)
    try:
        return load_record(path)
    except ArmUnreadable as error:
        return Missing(f"the arm record: {error}")


def _entered(
    asked: PapersPassed, keys: Credentials, clock: Clock, stop: Callable[[], bool], note: Callable[[str], None]
) -> GatesPassed:
    """Ask for account and clock until they agree, something terminal is said, or ten minutes are over."""
    gives_up_at, pause = clock.now() + PATIENCE, FIRST_PAUSE
    while True:
        answer = _asked(asked, keys, clock)
        if isinstance(answer, GatesPassed):
            return answer
        if any(not gate.transient for gate in answer):
            raise GatesShut(answer)
        if stop() or clock.now() + pause > gives_up_at:
            raise Unavailable("\n".join(str(gate) for gate in answer), retry=True)
        note(f"{answer[0]}; asking again in {pause.total_seconds():.0f} s")
        clock.wait_until(clock.now() + pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _asked(asked: PapersPassed, keys: Credentials, clock: Clock) -> GatesPassed | tuple[Gate, ...]:
    from botspec.adapters.alpaca.inquiry import account_facts

    try:
        found: AccountFacts = account_facts(asked, keys, clock.now)
    except CredentialsRefused as error:
        return (Gate("account", Verdict.FAILED, str(error), exit_code=CREDENTIALS),)
    except Unavailable as error:
        return (Gate("account", Verdict.UNKNOWN, str(error), transient=error.retry),)
    return may_trade(asked, found)
