"""Who is asked at the terminal, and when what was answered before is good enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.adapters.system import terminal
from botspec.app import admission
from botspec.app.admission import Applicant, _person
from botspec.gates.arm import phrase_for
from tests.fakes.gates import papers

BROKEN = {"trouble": "my.signals failed: RuntimeError: no reading today"}


@pytest.mark.parametrize(
    ("shut", "typed", "questions"),
    [
        (BROKEN, "", 1),
        (BROKEN, phrase_for("1234"), 0),
        (BROKEN, phrase_for("9999"), 1),  # it was meant for another account
        (BROKEN, "yes", 1),
        ({}, phrase_for("1234"), 1),  # nothing is shut: it would enter
    ],
)
def test_an_answer_of_the_same_run_is_good_for_a_guardian_alone(monkeypatch, shut, typed, questions):
    asked = []
    monkeypatch.setattr(terminal, "ask", asked.append)
    monkeypatch.setattr(admission, "host", lambda: "")
    applicant = Applicant(
        Path("dip.yaml"), None, None, live=True, armed=False, environment={}, holding="1234", typed=typed
    )
    person = _person(applicant, papers(**shut))
    assert person.asked
    assert len(asked) == questions
    assert person.typed == (None if questions else typed)
