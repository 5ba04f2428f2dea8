"""What a doctor may look at of a live account: every gate on this side of the wire, and past them all, two reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.system.arming import host
from botspec.app.admission import Applicant, GatesShut, admit, record_of
from botspec.app.health import CREDENTIALS, FINE, TRANSIENT, WARNING, WRONG, Check
from botspec.app.papers import Occasion, gather
from botspec.gates.evaluate import may_look
from botspec.gates.facts import PersonFacts
from botspec.gates.gate import Gate, closed
from botspec.gates.papers import NO_LOCK, paper_gates
from botspec.gates.person import person_gate
from botspec.ports.broker import CredentialsRefused, Unavailable

if TYPE_CHECKING:
    from botspec.ports.clock import Clock

FLAG = "flag"
ASK = "botspec doctor SPEC --live asks, once every gate above is open (--armed where nobody is at a terminal)"
NOTHING_LEFT = "not asked: no byte leaves for the live host, or for its account's data, while a gate is shut"


def examine_live(
    applicant: Applicant, clock: Clock, asked: Callable[[wiring.Venue], Iterable[Check]]
) -> Iterator[Check]:
    """The gates; then, with `--live` and all of them open, what `asked` finds at the venue, read only."""
    papers = gather(
        applicant.spec,
        applicant.checked,
        applicant.context,
        Occasion(clock.now(), applicant.live, applicant.environment, applicant.source, applicant.policy),
    )
    gates = paper_gates(papers)
    nobody = PersonFacts(armed=True, typed=None, record=record_of(applicant, papers), host=host())
    yield from (_told(gate, applicant) for gate in gates if gate.found != NO_LOCK)
    yield _told(person_gate(papers, nobody, applicant.holding), applicant)
    shut = [gate for gate in closed(gates) if not (gate.guarded and applicant.holding)]
    if shut or not applicant.live:
        yield Check("account", WARNING, NOTHING_LEFT if shut else "not asked: --live was not given", ASK)
        return
    yield from _past_the_gates(applicant, clock, asked)


def _past_the_gates(
    applicant: Applicant, clock: Clock, asked: Callable[[wiring.Venue], Iterable[Check]]
) -> Iterator[Check]:
    try:
        admitted = admit(applicant, clock, lambda: True, lambda _: None)
    except GatesShut as refused:
        yield from (_told(gate, replace(applicant, holding=None)) for gate in refused.gates)
        return
    except CredentialsRefused as error:
        yield Check("account", WRONG, str(error), "use the keys of that live account", CREDENTIALS)
        return
    except Unavailable as error:
        yield Check("account", WRONG, str(error), "look at the network, then https://status.alpaca.markets", TRANSIENT)
        return
    yield from asked(wiring.live_venue(may_look(admitted.passed), admitted.keys, streams=False))


def _told(gate: Gate, applicant: Applicant) -> Check:
    """A gate as a check. What a start asks for itself (flag, arm record), and what a guardian does without, warn."""
    if gate.open:
        return Check(gate.name, FINE, gate.found)
    waits = (gate.name == FLAG and not applicant.live) or (gate.name == "arm" and not applicant.armed)
    if waits or (gate.guarded and applicant.holding is not None):
        return Check(gate.name, WARNING, gate.found, gate.to_do)
    return Check(gate.name, WRONG, gate.found, gate.to_do, TRANSIENT if gate.transient else gate.exit_code)
