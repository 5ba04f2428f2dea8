"""A mode rises to real money only with the evidence that the policy asks for, from runs of this very behaviour."""

from __future__ import annotations

import pytest

from botspec.app import on_paper
from botspec.app.evidence import all_evidence, evidence_of
from botspec.app.plan import make_plan
from botspec.app.promote import Wish, promote
from botspec.app.promotion import missing_evidence
from botspec.app.request import Refused, RunRequest
from botspec.app.run import reviewed_bot, run
from botspec.app.spec_facts import spec_facts
from botspec.app.validate import check_file
from botspec.cli.main import main
from botspec.domain.modes import Mode
from botspec.ports.broker import CredentialsRefused
from botspec.ports.journal import JournalDamaged
from tests.fakes.repositories import a_repository
from tests.fakes.run_folders import tamper
from tests.unit.app.test_blame import SPEC, Nobody
from tests.unit.compiler.test_live_needs import LIMITS

POLICY = """\
version: 1
approval:
  evidence: {backtest: {sessions: 100, trades: 1, max_drawdown: 60%}, limits_exercised: true}
  before_paper: {backtest: {sessions: 100, trades: 1}}
"""
LIMITED = SPEC.replace("max_position: 35%", LIMITS)
KINDS = ("max_position", "max_order_notional", "max_orders_per_minute", "max_price_deviation")
LIVE = Wish(Mode.LIVE, capital="25000 USD")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("promotion")
    work = a_repository(folder / "repository", LIMITED, POLICY)
    return work, folder / "runs", run(RunRequest(work.spec, folder / "runs"), Nobody(), lambda: False)


def missing(work, runs):
    return missing_evidence(promote(work.spec, LIVE), Mode.LIVE, runs)


def test_without_runs_everything_is_missing(ran, tmp_path):
    work, _, _ = ran
    assert missing(work, tmp_path) == [
        "a back-test of this behaviour",
        *(f"limit {kind} has not measured an order yet" for kind in KINDS),
    ]
    assert missing_evidence(promote(work.spec, Wish(Mode.PAPER)), Mode.PAPER, tmp_path) == [
        "a back-test of this behaviour"
    ]
    assert missing_evidence(promote(work.spec, Wish(Mode.SIMULATE)), Mode.SIMULATE, tmp_path) == []


def test_a_back_test_of_the_sample_speaks_for_the_bot_on_alpaca(ran):
    work, runs, _ = ran
    assert missing(work, runs) == []


def test_what_a_run_shows_is_what_its_report_says(ran):
    work, runs, done = ran
    context = check_file(work.spec).context
    assert context is not None
    (found,) = all_evidence(runs, spec_facts(context).evidence)
    record = done.record
    assert (found.mode, found.run) == ("backtest", done.run_dir.name)
    assert (found.sessions, found.trades) == (len(record.sessions), len(record.trades))
    assert float(found.max_drawdown) == pytest.approx(record.performance.max_drawdown, abs=1e-6)
    assert found.limits == tuple(sorted(("capital", *KINDS)))
    assert found.journal == record.seal.head


def test_another_behaviour_or_a_narrowed_run_shows_nothing(ran, tmp_path):
    work, _, _ = ran
    context = check_file(work.spec).context
    assert context is not None
    behaviour = spec_facts(context).evidence
    narrowed = run(RunRequest(work.spec, tmp_path / "runs", symbols=("AAPL",)), Nobody(), lambda: False)
    assert evidence_of(narrowed.run_dir / "journal.sqlite", behaviour) is None
    assert evidence_of(narrowed.run_dir / "journal.sqlite", "0" * 64) is None


def test_a_journal_that_was_tampered_with_shows_nothing(ran, tmp_path):
    work, _, _ = ran
    context = check_file(work.spec).context
    assert context is not None
    behaviour = spec_facts(context).evidence
    done = run(RunRequest(work.spec, tmp_path / "runs"), Nobody(), lambda: False)
    tamper(done.run_dir, "UPDATE rows SET body = replace(body, '\"max_position\"', '\"max_positiom\"') WHERE seq = 9")
    tamper(done.run_dir, "DELETE FROM rows WHERE seq = 12")
    with pytest.raises(JournalDamaged):
        evidence_of(done.run_dir / "journal.sqlite", behaviour)
    assert all_evidence(tmp_path / "runs", behaviour) == []


def test_promote_says_what_is_missing_and_writes_nothing(ran, tmp_path, capsys):
    work, _, _ = ran
    before = work.spec.read_bytes()
    with pytest.raises(SystemExit) as left:
        main(["promote", str(work.spec), "--to", "live", "--runs", str(tmp_path), "--write"])
    assert left.value.code == 3
    assert "missing: a back-test of this behaviour" in capsys.readouterr().out
    assert work.spec.read_bytes() == before


def raised_by_hand(work, tmp_path):
    spec = tmp_path / "repository" / "dip.yaml"
    paper = promote(work.spec, Wish(Mode.PAPER))
    spec.parent.mkdir()
    spec.write_text(paper.after)
    (spec.parent / "botspec.policy.yaml").write_text(POLICY)
    return spec


def test_a_mode_that_was_raised_by_hand_does_not_trade_on_paper_without_evidence(ran, tmp_path):
    work, runs, _ = ran
    spec = raised_by_hand(work, tmp_path)
    with pytest.raises(Refused, match="before it may trade on paper:\n  missing: a back-test") as refused:
        run(RunRequest(spec, tmp_path / "none"), Nobody(), lambda: False)
    assert refused.value.exit_code == 3
    with pytest.raises(Refused, match="before it may trade on paper"):
        make_plan(RunRequest(spec, tmp_path / "none"))
    with pytest.raises(CredentialsRefused):  # with evidence the next thing missing is keys
        run(RunRequest(spec, runs), Nobody(), lambda: False)


def test_what_it_holds_on_paper_it_looks_after_without_evidence(ran, tmp_path, monkeypatch):
    work, _, _ = ran
    spec = raised_by_hand(work, tmp_path)
    request = RunRequest(spec, tmp_path / "none")
    monkeypatch.setattr(on_paper, "holds", lambda _: True)
    said: list[str] = []
    bot = on_paper.admitted_to_paper(reviewed_bot(request), request, said.append)
    assert (bot.limits[0].kind, bot.narrowed[-1]) == ("guardian", "guardian (evidence)")
    assert "enters nothing" in said[0]
