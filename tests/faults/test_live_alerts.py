"""Live bots whose alerts cannot be told: positions are looked after, nothing is entered, and who can be told is."""

from __future__ import annotations

import shutil

import pytest

from botspec.app.request import Refused
from botspec.app.unattended import held_by
from botspec.domain.rows import DeniedRow, IntentRow, NoteRow, SpecRow
from tests.faults.live_rehearsal import KEYS, SPEC, of

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # a process that ends closes its connections
]
ALERTS = "alerts: [{to: env:BOTSPEC_ALERT_URL, events: [halt]}, {to: env:BOTSPEC_OTHER, events: [halt]}]\n"
OTHER = {"BOTSPEC_OTHER": "http://127.0.0.1:9/s3cret"}  # nobody listens there: it holds up nothing


@pytest.fixture
def reviewed():
    return SPEC + ALERTS, {}


@pytest.mark.parametrize("address", [{}, {"BOTSPEC_ALERT_URL": "tgram://"}], ids=["unset", "unusable"])
def test_with_positions_held_it_is_a_guardian(trade, address):
    _, first, _ = trade(3, environment=KEYS | OTHER | {"BOTSPEC_ALERT_URL": OTHER["BOTSPEC_OTHER"]})
    assert held_by(first)
    done, rows, notes = trade(8, environment=KEYS | OTHER | address)
    assert done.exit_code == 0
    added = rows[len(first) :]
    assert not [row for row in of(added, IntentRow) if not row.intent.leg.reduces]
    assert "guardian" in {row.limit for row in of(added, DeniedRow)}
    assert of(added, SpecRow)[-1].narrowed[-1] == "guardian (alerts)"
    (told,) = (row.text for row in of(added, NoteRow) if row.code == "GUARDIAN" and row.level == "error")
    assert "env:BOTSPEC_ALERT_URL" in told
    assert "BOTSPEC_OTHER" not in told
    assert any("env:BOTSPEC_ALERT_URL" in note for note in notes)
    assert not any("s3cret" in note for note in notes)


def test_with_nothing_held_it_is_refused_with_each_address_named(trade):
    with pytest.raises(Refused, match=r"env:BOTSPEC_ALERT_URL: .*env:BOTSPEC_OTHER: ") as refused:
        trade(1)
    assert refused.value.exit_code == 2
