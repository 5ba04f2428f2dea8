"""From an order back to the rule, its values, the limits, the spec and the commit: on a real back-test in real git."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from botspec import wiring
from botspec.adapters.sqlite import SqliteJournal
from botspec.app.blame import blame
from botspec.app.blame_values import rule_values
from botspec.app.find_run import NoSuchRun
from botspec.app.keeping import KeepingJournal
from botspec.app.request import RunRequest
from botspec.app.run import run
from botspec.app.validate import check_file
from botspec.cli.main import main
from botspec.compiler.compile import compile_spec
from botspec.domain.rows import FillRow, HeaderRow, IntentRow, OrderRow, SpecRow
from tests.fakes.repositories import a_repository

SPEC = """\
version: 1
id: dip
mode: backtest
capital: 25000 USD
universe: {symbols: [AAPL, IBM], benchmark: GOOG}
data: {source: sample}
params: {oversold: 40}
strategy:
  kind: rules
  let: {strength: "rsi(close, 14)"}
  long:
    enter: strength < oversold and close > 1
    exit: strength > 55
sizing: {kind: percent_of_equity, percent: 30%}
risk:
  limits: {max_position: 35%}
  guards: [{kind: drawdown, limit: 50%, from: peak, action: halt, release: manual}]
schedule: {submit: after_open}
simulation: {period: {from: 2008-01-02, to: 2008-06-30}}
"""


class Nobody:
    def __getattr__(self, _):
        return lambda *_, **__: None


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blame")
    work = a_repository(folder / "repository", SPEC, None)
    done = run(RunRequest(work.spec, folder / "runs"), Nobody(), lambda: False)
    with SqliteJournal(done.run_dir / "journal.sqlite", "read") as journal:
        rows = list(journal.rows())
    return work, folder / "runs", rows


def of(rows, kind):
    return [row for row in rows if isinstance(row, kind)]


def test_everything_behind_an_order(ran):
    work, runs, rows = ran
    intent = of(rows, IntentRow)[0]
    found = blame(intent.intent.request.client_order_id, runs)
    assert (found.bot, found.mode, found.rule, found.symbol) == ("dip", "backtest", "enter", intent.wanted.symbol)
    assert found.commit == work.git("rev-parse", "HEAD").strip()
    assert found.dirty is False
    assert found.change is not None
    assert found.change.subject == "A bot"
    assert {each.limit for each in found.headroom} == {"capital", "max_position"}
    assert found.fills[0].client_order_id == found.client_order_id
    values = {value.name or value.text: value.value for value in found.values or ()}
    assert values["long.enter"] == "true"
    assert 0 < float(values["let.strength"]) < 40
    assert values["40"] == "40"


def test_values_over_the_bars_that_a_run_by_the_clock_kept(ran, tmp_path):
    work, runs, rows = ran
    intent, header = of(rows, IntentRow)[0].intent, of(rows, HeaderRow)[0]
    spec = of(rows, SpecRow)[0]
    asked = (header, intent.request.symbol, intent.decided_at)
    (backtest,) = runs.glob("*/journal.sqlite")
    from_files, _ = rule_values(spec, *asked, backtest)
    resolved = json.loads(spec.resolved)
    paper = replace(spec, resolved=json.dumps(resolved | {"data": resolved["data"] | {"source": "alpaca"}}))
    journal = kept(tmp_path, paper, wiring.local_bars(compile_spec(check_file(work.spec).context, work.root)).panel)
    assert rule_values(paper, *asked, journal) == (from_files, "")
    assert rule_values(paper, *asked, backtest) == (None, "its bars are at Alpaca; the journal keeps none")


def kept(folder, spec, panel):
    """A journal that saw all bars of a panel, the first half as the history of its start."""
    half = len(panel) // 2
    with SqliteJournal(folder / "journal.sqlite", "create") as journal:
        keeping = KeepingJournal(journal, lambda: spec.starts_at)
        keeping.append(spec)
        keeping.history(panel.between(0, half), spec.starts_at)
        for row in range(half, len(panel)):
            keeping.bars(panel.row(row), (), spec.starts_at)
        journal.commit()
    return folder / "journal.sqlite"


def test_it_is_found_by_any_of_its_names(ran):
    _, runs, rows = ran
    intent = of(rows, IntentRow)[-1].intent
    ours = intent.request.client_order_id
    theirs = next(row.order.id for row in of(rows, OrderRow) if row.order.request.client_order_id == ours)
    for word in (ours, theirs, intent.id, ours[:-3], intent.id[:8], f"{ours}/1"):
        assert blame(word, runs).client_order_id == ours


def test_what_nobody_knows(ran):
    _, runs, rows = ran
    ours = of(rows, FillRow)[0].fill.client_order_id
    for word in ("b1-", "nothing", f"{ours}/9", f"{ours}/x", ""):
        with pytest.raises(NoSuchRun):
            blame(word, runs)


def told(capsys, *words):
    with pytest.raises(SystemExit) as left:
        main(["blame", *map(str, words)])
    return left.value.code or 0, capsys.readouterr().out


def test_it_is_told_in_words_and_as_json(ran, capsys):
    _, runs, rows = ran
    ours = of(rows, IntentRow)[0].intent.request.client_order_id
    code, text = told(capsys, ours, "--runs", runs)
    assert code == 0
    for word in ("long.enter", "max_position", "A bot", "decided", "report"):
        assert word in text
    assert json.loads(told(capsys, ours, "--runs", runs, "--json")[1])["bot"] == "dip"
    assert told(capsys, "nothing", "--runs", runs)[0] == 2
