"""Half and four fifths of a guard's limit: said once each, again after it was better."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from botspec.domain.rows import NoteRow
from botspec.risk.guards.references import EquityBlock
from botspec.run.headroom import warn_of_headroom
from tests.fakes.bots import a_bot, a_guard, scripted
from tests.fakes.desks import a_desk, at_row
from tests.fakes.market import days
from tests.fakes.trials import only

PANEL = days({"AAA": [(100.0,) * 4], "BBB": [(100.0,) * 4]})


def test_each_step_is_said_once_until_it_was_better() -> None:
    desk = a_desk(a_bot(scripted(1, 2), guards=(a_guard("drawdown", "10%"),)))
    capital, warned = float(desk.bot.capital), dict[str, float]()
    for number, lost in enumerate([0.01, 0.05, 0.06, 0.085, 0.09, 0.02, 0.055]):
        equity = np.array([capital * (1 - lost)])
        block = EquityBlock(np.array([int(PANEL.session[0])]), equity, equity, equity)
        warn_of_headroom(desk, warned, block, at_row(PANEL, 0) + timedelta(minutes=number))
    said = [note.text for note in only(desk.journal.rows(), NoteRow)]
    assert said == [f"drawdown: {used} of its 10.00% is used" for used in ("50%", "85%", "55%")]
