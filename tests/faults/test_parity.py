"""Evidence of parity: the orders of a run on paper, decided again from the bars that its journal keeps."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from botspec import wiring
from botspec.adapters.alpaca import connect
from botspec.adapters.system.simulated_clock import SteppedClock
from botspec.app.evidence import all_evidence
from botspec.app.request import RunRequest
from botspec.app.run import run
from botspec.app.spec_facts import spec_facts
from botspec.app.validate import check_file
from botspec.domain.values import Ratio
from botspec.gates.evidence import evidence_missing
from botspec.spec.approval import EvidenceAsked, ParityEvidence
from tests.fakes.repositories import POLICY, a_repository
from tests.faults.harness import SPECS
from tests.faults.live_rehearsal import KEYS, Onlooker

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
SPEC = (SPECS / "rehearsal.yaml").read_text(encoding="utf-8").replace("after_open", "after_open, heartbeat: 4h")
ASKED = EvidenceAsked(parity=ParityEvidence(slippage=Ratio(Decimal("0.05"))))


@pytest.fixture
def paper_keys(monkeypatch):
    monkeypatch.setitem(KEYS, "APCA_API_KEY_ID", "PK" + "P" * 18)
    return KEYS


@pytest.fixture
def on_paper(paper_keys, live_host, tmp_path, monkeypatch):
    """A repository whose bot ran some bars on paper, and its runs."""
    clock = SteppedClock(live_host.control)
    monkeypatch.setattr(wiring, "wall_clock", lambda *_: clock)
    monkeypatch.setattr(connect, "BudgetedAdapter", lambda inner, *_, **__: inner)  # its minutes are real ones
    work = a_repository(tmp_path / "repository", SPEC, POLICY)
    asked = RunRequest(work.spec, tmp_path / "runs", environment=paper_keys, steps=8, streams=False)
    assert run(asked, Onlooker(), lambda: False).mode == "paper"
    return work, tmp_path / "runs"


def shown(work, runs):
    context = check_file(work.spec).context
    assert context is not None
    behaviour = spec_facts(context).evidence
    (found,) = all_evidence(runs, behaviour, parity=True)
    return found, evidence_missing(ASKED, [found], behaviour, ())


def test_orders_on_paper_come_out_the_same_also_when_the_mode_was_raised_since(on_paper):
    work, runs = on_paper
    found, missing = shown(work, runs)
    assert found.orders == found.alike
    assert found.orders
    assert missing == []
    work.change(work.spec, "mode: paper", "mode: live")
    work.commit("Raised")
    assert shown(work, runs) == (found, [])


def test_orders_whose_spec_is_gone_are_not_alike(on_paper):
    work, runs = on_paper
    work.change(work.spec, "mode: paper", "mode: live")
    shutil.rmtree(work.root / ".git")
    found, missing = shown(work, runs)
    assert (found.alike, found.orders) == (0, found.orders)
    assert missing == [f"100% of the orders on paper the same when decided again (0 of {found.orders} are)"]
