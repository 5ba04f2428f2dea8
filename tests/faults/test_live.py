"""Real money, rehearsed: the live loop with every gate passed, the simulator in the place of the live host."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import requests

from botspec.adapters.notify.messenger import Messenger
from botspec.adapters.notify.outbox import Destination
from botspec.adapters.system import child
from botspec.app import live
from botspec.app.admission import GatesShut
from botspec.app.drift import Question, drift
from botspec.app.plan import make_plan
from botspec.app.request import Refused, RunRequest
from botspec.app.run import run
from botspec.app.unattended import held_by
from botspec.cli.main import main
from botspec.domain.rows import DeniedRow, FillRow, HeaderRow, IntentRow, NoteRow, SpecRow
from botspec.gitops.start_plan import Act, written
from tests.faults.live_rehearsal import FROM, KEYS, NUMBER, Onlooker, dated, of

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # a process that ends closes its connections
]


def test_with_every_gate_passed_orders_reach_the_live_host_once(trade):
    done, rows, _ = trade(6)
    assert (done.mode, done.exit_code) == ("live", 0)
    assert done.run_dir.name == "live-main-rehearsal"
    intents = Counter(row.intent.request.client_order_id for row in of(rows, IntentRow))
    assert intents
    assert set(intents.values()) == {1}
    assert of(rows, FillRow)
    assert of(rows, SpecRow)[0].mode == "live"
    header = of(rows, HeaderRow)[0]
    assert header.lock is not None
    assert header.policy is not None
    assert {row.text for row in of(rows, NoteRow) if row.code == "LIVE_ACCOUNT"} == {f"****{NUMBER[-4:]}"}


def test_a_lock_that_fails_while_positions_are_held_makes_a_guardian(trade, work):
    _, first, _ = trade(3)
    held = sum(row.fill.quantity * row.fill.side.sign for row in of(first, FillRow))
    assert held > 0
    work.change(work.spec, "max_position: 30%", "max_position: 31%")
    work.commit("Not approved")
    done, rows, notes = trade(8)
    assert done.exit_code == 0
    added = rows[len(first) :]
    assert not [row for row in of(added, IntentRow) if not row.intent.leg.reduces]
    assert {row.limit for row in of(added, DeniedRow)} <= {"guardian"}
    assert any(row.code == "GUARDIAN" and row.level == "error" for row in of(added, NoteRow))
    assert any("guardian: looks after its positions" in note for note in notes)
    assert of(added, SpecRow)[0].narrowed[-1].startswith("guardian (locked-spec, locked-limits")
    left = held + sum(row.fill.quantity * row.fill.side.sign for row in of(added, FillRow))
    assert 0 <= left <= held


def test_a_policy_that_cannot_be_read_makes_a_guardian_too(trade, work):
    _, first, _ = trade(3)
    work.policy.write_text("version: 1\nceilings: [\n")
    work.commit("Broken")
    done, rows, notes = trade(2)
    assert done.exit_code == 0
    added = rows[len(first) :]
    assert not [row for row in of(added, IntentRow) if not row.intent.leg.reduces]
    assert any("guardian: looks after its positions" in note and "policy" in note for note in notes)


@pytest.mark.parametrize("broken", ["max_position: lots", None], ids=["errors", "deleted"])
def test_a_spec_with_errors_is_guarded_by_the_one_that_ran(trade, work, broken):
    _, first, _ = trade(3)
    held = held_by(first)
    assert held
    if broken is None:
        work.spec.unlink()
    else:
        work.change(work.spec, "max_position: 30%", broken)
    work.commit("Broken")
    for _ in range(2):  # a guardian that is started again finds the reviewed spec once more
        done, rows, notes = trade(4)
        assert done.exit_code == 0
        added = rows[len(first) :]
        assert not [row for row in of(added, IntentRow) if not row.intent.leg.reduces]
        assert any("guardian: looks after its positions" in note and "spec" in note for note in notes)
        assert any("BS" in told for told in notes)
    assert of(added, SpecRow)[-1].digest == of(first, SpecRow)[0].digest
    assert of(added, SpecRow)[-1].narrowed[-1].startswith("guardian (spec")
    assert {row.code for row in of(added, NoteRow)} >= {"GUARDIAN"}


def test_a_spec_with_errors_says_what_it_leaves_alone_where_no_commit_has_the_one_that_ran(
    trade, work, tmp_path, capsys
):
    _, rows, _ = trade(3)
    held = held_by(rows)
    assert held
    work.change(work.spec, "max_position: 30%", "max_position: lots")
    shutil.rmtree(work.spec.parents[1] / ".git", ignore_errors=True)
    shutil.rmtree(work.spec.parent / ".git", ignore_errors=True)
    with pytest.raises(SystemExit) as left:
        main(["run", str(work.spec), "--live", "--runs", str(tmp_path / "runs")])
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert "in a live account, and a spec with errors cannot look after them" in told
    assert "stops and targets that rest at the broker stay there and work" in told
    assert all(f"{quantity:f} {symbol}" in told for symbol, quantity in held.items())


def test_a_start_that_nobody_watches_tells_why_it_was_refused(trade, work, tmp_path, monkeypatch):
    assert trade  # time and terminal are in place
    told = []
    outside = Messenger([Destination("env:HOOK", {"error"}, told.append)])
    monkeypatch.setattr(live, "Messenger", lambda *_: outside)
    asked = RunRequest(work.spec, tmp_path / "runs", environment=KEYS, live=True, armed=True)
    with pytest.raises(GatesShut):
        run(asked, Onlooker(), lambda: False)
    (message,) = told
    assert (message.event, message.mode) == ("error", "live")
    assert "gate 'arm'" in message.text


def test_with_nothing_held_the_same_failure_is_a_refusal(trade, work):
    work.change(work.spec, "max_position: 30%", "max_position: 31%")
    work.commit("Not approved")
    with pytest.raises(GatesShut) as refused:
        trade(1)
    assert [gate.name for gate in refused.value.gates] == ["locked-spec", "locked-limits", "person"]
    assert refused.value.exit_code == 3


def test_an_approval_that_ends_under_way_ends_entries(trade, work):
    dated(work, datetime(2010, 4, 18, tzinfo=UTC), FROM + timedelta(days=1))
    _, rows, notes = trade(8)
    late = [row for row in of(rows, IntentRow) if row.at > FROM + timedelta(days=1)]
    assert not [row for row in late if not row.intent.leg.reduces]
    assert "lock" in {row.limit for row in of(rows, DeniedRow)}
    assert any(row.code == "LOCK_EXPIRES" and row.level == "error" for row in of(rows, NoteRow))
    assert any("approve again" in note for note in notes)


def test_a_plan_of_the_live_account_goes_through_the_gates_and_is_kept_to(trade, work, tmp_path):
    def planned():
        return make_plan(RunRequest(work.spec, tmp_path / "runs", environment=KEYS, live=True))

    plan = planned()
    assert (plan.mode, plan.where, plan.account) == ("live", "Alpaca's live account", f"****{NUMBER[-4:]}")
    assert "every gate of a live start is open" in plan.checks
    assert not (tmp_path / "runs").exists()
    (tmp_path / "plan.json").write_text(written(plan))
    done, rows, _ = trade(3, tmp_path / "plan.json")
    assert done.exit_code == 0
    assert of(rows, FillRow)
    with pytest.raises(Refused, match="this has moved"):
        trade(1, tmp_path / "plan.json")
    work.change(work.spec, "max_position: 30%", "max_position: 31%")
    work.commit("Not approved")
    guardian = planned()
    assert any("it would start as a guardian, while shut: locked-spec" in each for each in guardian.checks)
    assert not [step for step in guardian.steps if step.act is Act.WOULD_SEND and step.leg == "entry"]


def test_a_plan_of_a_live_account_with_a_gate_shut_names_it(work, tmp_path):
    with pytest.raises(GatesShut) as refused:
        make_plan(RunRequest(work.spec, tmp_path / "runs", environment=KEYS))
    assert "flag" in [gate.name for gate in refused.value.gates]


def whats(found):
    return [each.what for each in found.differences]


def test_what_drifted_is_found(trade, work, live_host, tmp_path):
    done, _, _ = trade(3)
    runs = tmp_path / "runs"
    same = drift(Question(work.spec, runs, account=False))
    assert (whats(same), same.unseen) == (["narrowed"], ())
    assert same.reference.startswith("main (")

    shut = drift(Question(work.spec, runs, environment=KEYS))
    assert len(shut.unseen) == 1
    assert "no order can reach the live host" in shut.unseen[0]

    done.run_dir.rename(runs / "rehearsal-main-rehearsal")
    address = tmp_path / "alpaca" / child.ADDRESS
    agreed = drift(Question(work.spec, runs, simulator=address))
    assert (whats(agreed), agreed.unseen) == (["narrowed"], ())

    order = {"symbol": "IBM", "qty": "1", "side": "buy", "type": "limit", "limit_price": "1", "time_in_force": "gtc"}
    headers = {"APCA-API-KEY-ID": KEYS["APCA_API_KEY_ID"], "APCA-API-SECRET-KEY": KEYS["APCA_API_SECRET_KEY"]}
    requests.post(f"{live_host.origin.url}v2/orders", json=order, headers=headers, timeout=10)
    work.change(work.spec, "max_position: 30%", "max_position: 31%")
    work.commit("Merged, not running")
    drifted = drift(Question(work.spec, runs, simulator=address))
    assert whats(drifted) == ["spec", "narrowed", "order"]
    assert "(other: risk)" in drifted.differences[0].found
    assert "not this bot's" in drifted.differences[2].found


def test_drift_ends_with_its_code(trade, work, tmp_path, capsys):
    trade(1)
    for words, code in (
        (["--no-account"], 1),
        (["--no-account", "--ref", "no-such"], 2),
        (["--no-account", "--runs", str(tmp_path / "none")], 2),
    ):
        runs = [] if "--runs" in words else ["--runs", str(tmp_path / "runs")]
        with pytest.raises(SystemExit) as left:
            main(["drift", str(work.spec), *runs, *words])
        assert (left.value.code or 0) == code, capsys.readouterr()
