"""Live bots whose code is not what was reviewed, or fails: positions are looked after, nothing is entered."""

from __future__ import annotations

import shutil
from hashlib import sha256

import pytest

from botspec.app.request import Refused
from botspec.app.unattended import held_by
from botspec.domain.rows import DeniedRow, IntentRow, NoteRow, SpecRow
from tests.faults.live_rehearsal import SPEC, of

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # a process that ends closes its connections
]
FAILS = "    if panel.session[-1] >= 733884:\n        raise RuntimeError('no reading today')\n"  # 2010-04-23
CODE = """\
import numpy as np


def signals(panel):
{fails}    entered = np.ones(panel.close.shape)
    return {{"enter": entered, "exit": 1 - entered}}
"""
RULES = SPEC[SPEC.index("strategy:") : SPEC.index("sizing:")]


@pytest.fixture
def reviewed(request):
    source = CODE.format(fails=getattr(request, "param", ""))
    plugged = (
        f"plugins: [{{module: my.signals, sha256: {sha256(source.encode()).hexdigest()}}}]\n"
        "strategy: {kind: python, module: my.signals, warmup: 2}\nexits: {time_limit: 3 bars}\n"
    )
    return SPEC.replace(RULES, plugged), {"my/signals.py": source}


@pytest.fixture
def plugin(work):
    return work.spec.parent / "my" / "signals.py"


def left_by_a_guardian(rows, since):
    """What is held after rows that enter nothing and say why."""
    added = rows[since:]
    assert not [row for row in of(added, IntentRow) if not row.intent.leg.reduces]
    assert {row.limit for row in of(added, DeniedRow)} <= {"guardian"}
    assert of(added, SpecRow)[-1].narrowed[-1].startswith("guardian (")
    assert any(row.code == "GUARDIAN" and row.level == "error" for row in of(added, NoteRow))
    return held_by(rows)


def test_changed_code_is_guarded_by_the_code_that_ran(trade, plugin):
    _, first, _ = trade(2)
    assert held_by(first)
    plugin.write_text("raise SystemExit('never imported')\n")
    done, rows, notes = trade(6)
    assert done.exit_code == 0
    assert left_by_a_guardian(rows, len(first)) == {}  # its time limit ran
    assert any("guardian: looks after its positions" in note for note in notes)


def test_where_no_commit_has_the_code_its_other_exits_run(trade, work, plugin):
    _, first, _ = trade(2)
    assert held_by(first)
    plugin.unlink()
    shutil.rmtree(work.root / ".git")
    done, rows, _ = trade(6)
    assert done.exit_code == 0
    assert left_by_a_guardian(rows, len(first)) == {}


def test_with_nothing_held_changed_code_is_refused(trade, plugin):
    plugin.write_text("raise SystemExit('never imported')\n")
    with pytest.raises(Refused, match="is not the code that was reviewed") as refused:
        trade(1)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("reviewed", [FAILS], indirect=True)
def test_code_that_fails_under_way_leaves_a_guardian(trade, asked):
    done, rows, notes = trade(8)
    assert done.exit_code == 0
    assert len(asked) == 1  # the answer of the start holds: nobody waits for a second one while positions are held
    failed = next(index for index, row in enumerate(rows) if isinstance(row, NoteRow) and row.code == "GUARDIAN")
    assert held_by(rows[:failed])
    assert left_by_a_guardian(rows, failed) == {}
    assert any("no reading today" in note for note in notes), notes
