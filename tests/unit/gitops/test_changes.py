"""What a reviewer is told of a change, from one edit of a right spec each."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.app.eject import eject
from botspec.compiler.check import check
from botspec.compiler.digest import digest
from botspec.compiler.resolve import resolve
from botspec.gitops.category import Category
from botspec.gitops.changes import added, changes, removed
from tests.unit.compiler.specs import RIGHT, judged
from tests.unit.compiler.test_digest import DIFFERENT, SAME

C = Category


def context(*edits, text=RIGHT):
    checked = judged(*edits, text=text)
    assert checked.context is not None, checked.findings
    return checked.context


def found(*edits, text=RIGHT):
    return changes(context(text=text), context(*edits, text=text))


def told(*edits):
    return [(each.category, each.where, each.before, each.after) for each in found(*edits)]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (("30%", "40%"), (C.RISK_LOOSENED, "sizing.percent", "30%", "40%")),
        (("30%", "20%"), (C.RISK_TIGHTENED, "sizing.percent", "30%", "20%")),
        (("max_position: 35%", "max_position: 40%"), (C.RISK_LOOSENED, "risk.limits.max_position", "35%", "40%")),
        (("max_position: 35%, ", ""), (C.RISK_LOOSENED, "risk.limits.max_position", "35%", None)),
        (
            ("max_position: 35%", "max_position: 35000 USD"),
            (C.RISK_LOOSENED, "risk.limits.max_position", "35%", "35000 USD"),
        ),
        (
            ("max_open_positions: 3", "max_open_positions: 3, min_cash: 10%"),
            (C.RISK_TIGHTENED, "risk.limits.min_cash", None, "10%"),
        ),
        (
            ("action: halt", "action: block_entries"),
            (C.RISK_LOOSENED, "risk.guards[0] (daily_loss).action", "halt", "block_entries"),
        ),
        (("limit: 8%", "limit: 7%"), (C.RISK_TIGHTENED, "risk.guards[1] (drawdown).limit", "8%", "7%")),
        (("from: peak", "from: start"), (C.RISK_LOOSENED, "risk.guards[1] (drawdown).from", "peak", "start")),
        (
            ("after: 3d", "after: 1d"),
            (C.RISK_LOOSENED, "risk.guards[0] (daily_loss).release", "{after: 3d}", "{after: 1d}"),
        ),
        (("GOOG, IBM]", "GOOG, IBM, GE]"), (C.CAPITAL_WIDENED, "universe.symbols", None, None)),
        (("GOOG, IBM]", "GOOG]"), (C.BEHAVIOUR, "universe.symbols", None, None)),
        (("oversold: 30", "oversold: 31"), (C.BEHAVIOUR, "params.oversold", "30", "31")),
        (("strength > 55", "strength > 56"), (C.BEHAVIOUR, "strategy.long.exit", "strength > 55", "strength > 56")),
        (("mode: backtest", "mode: live\ncapital: 5000 USD"), (C.GOES_LIVE, "mode", "backtest", "live")),
        (("mode: backtest", "mode: paper\ncapital: 5000 USD"), (C.RISK_LOOSENED, "mode", "backtest", "paper")),
        (("version: 1\n", "version: 1\ndescription: other\n"), (C.COSMETIC, "description", "", "other")),
        (
            ("submit: after_open", "submit: after_open, heartbeat: 5m"),
            (C.RISK_LOOSENED, "schedule.heartbeat", "60s", "5m"),
        ),
    ],
)
def test_one_edit_is_one_change(edits, expected):
    worst = told(edits)[0]
    if expected[2] is None and expected[3] is None:
        worst = (*worst[:2], None, None)
    assert worst == expected


@pytest.mark.parametrize("edits", SAME.values(), ids=SAME)
def test_what_is_the_same_bot_is_no_change_that_matters(edits):
    loud = {"simulation": {C.BEHAVIOUR}}
    kinds = {each.category for each in found(*edits)}
    name = next(name for name, each in SAME.items() if each == edits)
    assert kinds <= loud.get(name, {C.COSMETIC})


@pytest.mark.parametrize("edits", DIFFERENT.values(), ids=DIFFERENT)
def test_what_changes_the_digest_is_a_change(edits):
    assert digest(resolve(context(*edits))) != digest(resolve(context()))
    assert found(*edits)


def test_a_removed_guard_is_loosened_and_named_where_it_stood():
    gone = "    - {kind: drawdown, limit: 8%, from: peak, action: flatten, release: manual}\n"
    change = found((gone, ""))[0]
    assert (change.category, change.after, change.note) == (C.RISK_LOOSENED, None, "guard removed")
    assert change.old is not None
    assert change.old.span.line == RIGHT.splitlines().index(gone.rstrip("\n")) + 1


def test_guards_that_change_places_are_the_same_guards_in_another_order():
    first, second = (line for line in RIGHT.splitlines() if line.lstrip().startswith("- {kind"))
    swapped = RIGHT.replace(f"{first}\n{second}", f"{second}\n{first}")
    changed = changes(context(), context(text=swapped))
    assert [(each.category, each.note) for each in changed] == [(C.BEHAVIOUR, "the guards in another order")]


def test_a_guard_inserted_before_others_is_the_only_change():
    new = "    - {kind: weekly_loss, limit: 5%, action: halt, release: manual}\n"
    anchor = "    - {kind: daily_loss"
    changed = found((anchor, new + anchor))
    assert [(each.category, each.note) for each in changed] == [(C.RISK_TIGHTENED, "guard added")]


def test_another_kind_of_sizing_cannot_be_compared():
    change = found(("{kind: percent_of_equity, percent: 30%}", "{kind: fixed_notional, notional: 10 USD}"))[0]
    assert (change.category, change.where) == (C.RISK_LOOSENED, "sizing.kind")


WITH_STOP = RIGHT.replace("sizing:", "exits: {stop_loss: risk_multiple * atr(14)}\nsizing:").replace(
    "{oversold: 30}", "{oversold: 30, risk_multiple: 2}"
)


def test_a_number_that_a_stop_hangs_on_loosens_the_stop():
    changed = found(("risk_multiple: 2", "risk_multiple: 9"), text=WITH_STOP)
    assert (changed[0].category, changed[0].where) == (C.RISK_LOOSENED, "exits.stop_loss")
    assert "risk_multiple 2 -> 9" in changed[0].note


def test_a_stop_that_is_taken_away_is_loosened():
    changed = found(("exits: {stop_loss: risk_multiple * atr(14)}\n", ""), text=WITH_STOP)
    assert (changed[0].category, changed[0].where, changed[0].after) == (C.RISK_LOOSENED, "exits.stop_loss", None)


def test_an_id_that_changes_is_another_bot_unless_it_says_where_it_came_from():
    assert told(("id: dip-buyer", "id: other"))[0][0] is C.CAPITAL_WIDENED
    moved = told(("id: dip-buyer", "id: other\nmoved: {from: dip-buyer}"))
    assert {each[0] for each in moved} == {C.COSMETIC}


def test_a_live_bot_on_another_account_goes_live():
    live = RIGHT.replace("mode: backtest", "mode: live\ncapital: 5000 USD")
    change = found(("mode: live", "mode: live\naccount: second"), text=live)[0]
    assert (change.category, change.where) == (C.GOES_LIVE, "account")


def test_bots_come_and_go():
    live = RIGHT.replace("mode: backtest", "mode: live\ncapital: 5000 USD")
    assert added(context()).category is C.CAPITAL_WIDENED
    assert added(context(text=live)).category is C.GOES_LIVE
    assert removed(context()).category is C.BEHAVIOUR


def test_the_library_written_out_is_the_same_bot(tmp_path):
    library = RIGHT[: RIGHT.index("strategy:")] + "strategy: {kind: sma_cross}\n" + RIGHT[RIGHT.index("sizing:") :]
    library = library.replace("params: {oversold: 30}\n", "")
    path = tmp_path / "a.yaml"
    path.write_text(library)
    written_out = eject(path).after
    found_ = changes(context(text=library), context(text=written_out))
    assert {each.category for each in found_} == {C.COSMETIC}
    other = written_out.replace("slow: 200", "slow: 201")
    assert other != written_out
    assert C.BEHAVIOUR in {each.category for each in changes(context(text=library), context(text=other))}


OK = sorted((Path(__file__).parents[2] / "specs" / "ok").glob("*.yaml"))


@pytest.mark.parametrize("path", OK, ids=lambda path: path.stem)
def test_any_spec_is_itself_and_differs_from_the_next(path):
    after = OK[(OK.index(path) + 1) % len(OK)]
    old, new = (check(each.name, each.read_bytes()).context for each in (path, after))
    assert changes(old, old) == ()
    found = changes(old, new)
    assert found or digest(resolve(old)) == digest(resolve(new))
    assert [each.order for each in found] == sorted(each.order for each in found)
    assert all(each.new is not None and each.old is not None for each in found)
