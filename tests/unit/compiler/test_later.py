"""What is checked but not run is said once, refused by a run, and never changes a digest while it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.compiler.catalog import entries
from botspec.compiler.compile import NotRun, compile_spec
from botspec.compiler.digest import digest
from botspec.compiler.later import not_run
from botspec.compiler.resolve import resolve
from botspec.spec.words import Scope
from tests.unit.compiler.specs import context, judged
from tests.unit.compiler.test_live_needs import LIMITS

SCHEDULE = "schedule: {submit: after_open}"
SILENT = [
    (SCHEDULE, f"exits: {{}}\n{SCHEDULE}"),
    (SCHEDULE, f"lifecycle: {{existing_positions: refuse, on_stop: keep}}\n{SCHEDULE}"),
    (SCHEDULE, "schedule: {submit: after_open, heartbeat: 60s, decide: bar_close, session: regular}"),
    ("percent: 30%", "percent: 30%, fractional: false"),
    ("limit: 2%, ", "limit: 2%, scope: bot, "),
    ("type: market", "type: market, class: simple, extended_hours: false, notional: false"),
]


def test_it_is_said_once_and_refused_by_name() -> None:
    checked = judged(
        ("mode: backtest", "mode: backtest\ncapital: 25000 USD"),
        ("source: sample", "source: alpaca"),
        (SCHEDULE, "schedule: {decide: {every: 5m}, submit: now}"),
        ("strength > 55", "position.gain > 5%"),
    )
    assert [found.code for found in checked.findings if found.code == "BS113"] == ["BS113"]
    assert checked.context is not None
    assert not_run(checked.context) == ["schedule.decide (every)"]
    with pytest.raises(NotRun) as refused:
        compile_spec(checked.context, Path())
    assert list(refused.value.what) == ["schedule.decide (every)"]


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("capital", ["", "\ncapital: whole_account", "\ncapital: 25000 USD"])
def test_a_guard_of_equity_runs_with_every_scope(scope: Scope, capital: str, tmp_path: Path) -> None:
    edits = (("mode: backtest", f"mode: backtest{capital}"), ("limit: 2%, ", f"limit: 2%, scope: {scope}, "))
    checked = judged(*edits)
    assert checked.context is not None
    (guard, *_) = compile_spec(checked.context, tmp_path).guards
    assert guard.scope is scope


@pytest.mark.parametrize("edit", SILENT, ids=lambda edit: edit[1][:60])
def test_what_only_says_the_default_runs_and_is_the_same_bot(edit: tuple[str, str]) -> None:
    same = context(edit)

    assert not_run(same) == []
    assert digest(resolve(same)) == digest(resolve(context()))


@pytest.mark.parametrize(
    "edit",
    [
        (SCHEDULE, f"exits: {{stop_loss: 4%}}\n{SCHEDULE}"),
        (SCHEDULE, "schedule: {submit: after_open, heartbeat: 30s}"),
        ("percent: 30%", "percent: 30%, fractional: true"),
        ("limit: 2%, ", "limit: 2%, scope: account, "),
        ("type: market", "type: market, unfilled_after: {wait: 5m, then: cancel}"),
    ],
)
def test_what_it_says_is_part_of_the_digest(edit: tuple[str, str]) -> None:
    other = judged(edit).context
    assert other is not None
    assert digest(resolve(other)) != digest(resolve(context()))


def test_a_live_spec_compiles_because_a_run_may_lower_its_mode() -> None:
    live = judged(
        ("mode: backtest", "mode: live\ncapital: 25000 USD"),
        ("source: sample", "source: alpaca"),
        ("max_position: 35%", LIMITS),
    )
    assert live.findings == ()
    assert live.context is not None
    assert compile_spec(live.context, Path()).mode == "live"


def test_it_is_not_said_of_a_spec_with_errors() -> None:
    checked = judged((SCHEDULE, f"exits: {{stop_loss: 4%}}\n{SCHEDULE}"), ("to: 2010", "to: 2030"))

    assert [found.code for found in checked.findings] == ["BS205"]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.family}-{entry.kind}")
def test_a_block_that_runs_has_what_computes(entry) -> None:  # type: ignore[no-untyped-def]
    no_guard = (entry.family, entry.kind) == ("guard", "none")
    library = ".library." in entry.module or entry.kind == "rules"
    if no_guard or library:
        return
    try:
        assert entry.block
        computes = True
    except AttributeError:
        computes = False
    assert computes == entry.runs
