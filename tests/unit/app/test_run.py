"""Modes may be lowered, never raised; live is refused; where a paper run goes on; what folders are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from botspec.app.by_the_clock import resume_point
from botspec.app.folders import earlier, folder_by_the_clock, folder_for, rehearsal_folder
from botspec.app.request import Refused, RunRequest, Watcher
from botspec.app.run import allowed_mode, narrowed, run
from botspec.domain.modes import Mode
from botspec.market.calendar import sessions
from botspec.pipeline import Pipeline
from botspec.spec.words import Source, Timeframe
from tests.fakes.bots import a_bot, a_guard, scripted

GATE, INVALID = 3, 2


def bot(mode: Mode = Mode.PAPER, source: Source = Source.FILES, **given: Any) -> Pipeline:
    made = a_bot(scripted(1, 2), mode=mode, **given)
    return replace(made, data=replace(made.data, source=source))


def request(**given: Any) -> RunRequest:
    return RunRequest(Path("a.yaml"), Path("runs"), **given)


def test_what_is_not_run_yet_is_refused_by_name(tmp_path: Path) -> None:
    spec = Path(__file__).parents[2] / "specs" / "bad" / "BS113-position.yaml"
    told: list[str] = []
    watcher = SimpleNamespace(finding=lambda finding, _: told.append(finding.code))
    with pytest.raises(Refused) as refused:
        run(RunRequest(spec, tmp_path / "runs"), cast("Watcher", watcher), lambda: False)

    assert str(refused.value) == "this version checks, but does not run yet: schedule.decide (every)"
    assert refused.value.exit_code == INVALID
    assert told == ["BS113"]
    assert not (tmp_path / "runs").exists()


MODES = list(Mode)


@pytest.mark.parametrize("spec", MODES)
@pytest.mark.parametrize("asked", [None, *MODES])
def test_a_mode_may_be_lowered_never_raised(spec: Mode, asked: Mode | None) -> None:
    if asked is None or MODES.index(asked) <= MODES.index(spec):
        assert allowed_mode(bot(spec), request(mode=asked)) is (asked or spec)
        return
    with pytest.raises(Refused, match="never raise it") as refused:
        allowed_mode(bot(spec), request(mode=asked))
    assert refused.value.exit_code == GATE


@pytest.mark.parametrize("spec", MODES)
def test_live_goes_to_the_gates_whatever_the_spec_says(spec: Mode) -> None:
    assert allowed_mode(bot(spec), request(live=True)) is Mode.LIVE
    assert allowed_mode(bot(spec), request(live=True, mode=Mode.LIVE)) is Mode.LIVE


@pytest.mark.parametrize(
    "given",
    [
        {"live": True, "mode": Mode.PAPER},
        {"live": True, "mode": Mode.BACKTEST},
        {"live": True, "simulator": Path("simulator.json")},
        {"armed": True},
    ],
)
def test_real_money_goes_with_nothing_that_says_otherwise(given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        allowed_mode(bot(Mode.LIVE), request(**given))
    assert refused.value.exit_code == INVALID


def test_bars_from_alpaca_are_not_simulated() -> None:
    with pytest.raises(Refused, match="back-test it, or use source sample or files") as refused:
        allowed_mode(bot(source=Source.ALPACA), request(mode=Mode.SIMULATE))
    assert refused.value.exit_code == INVALID
    assert allowed_mode(bot(source=Source.ALPACA), request(mode=Mode.BACKTEST)) is Mode.BACKTEST
    assert allowed_mode(bot(source=Source.ALPACA), request()) is Mode.PAPER


def test_a_simulator_stands_for_alpaca_only() -> None:
    rehearsal = request(simulator=Path("simulator.json"))
    assert allowed_mode(bot(), rehearsal) is Mode.PAPER
    assert allowed_mode(bot(Mode.BACKTEST, source=Source.ALPACA), rehearsal) is Mode.BACKTEST
    with pytest.raises(Refused, match="--simulator stands for Alpaca") as refused:
        allowed_mode(bot(Mode.SIMULATE), rehearsal)
    assert refused.value.exit_code == INVALID


def test_what_narrowed_a_run_is_written_down() -> None:
    made = bot(guards=(a_guard("daily_loss", "5%"),))
    less = narrowed(made, request(mode=Mode.BACKTEST, symbols=("BBB",), tighten=("daily_loss=2%",), steps=9))

    assert less.narrowed == ("--symbols BBB", "--tighten daily_loss=2%", "--steps 9", "--mode backtest")
    assert narrowed(made, request(mode=Mode.PAPER)).narrowed == ()


@pytest.mark.parametrize("given", [{"symbols": ("ZZZ",)}, {"symbols": ()}, {"tighten": ("daily_loss=9%",)}])
def test_what_would_widen_it_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        narrowed(bot(guards=(a_guard("daily_loss", "5%"),)), request(**given))
    assert refused.value.exit_code == INVALID


# ---- where a paper run goes on

WEEK = sessions(date(2024, 11, 18), date(2024, 11, 22))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("last", "now", "since"),
    [
        # nothing missed
        (WEEK[0].closes_at, WEEK[1].opens_at - MINUTE, WEEK[0].closes_at),
        # only the open: it is still worth dealing with
        (WEEK[0].closes_at, WEEK[1].opens_at + MINUTE, WEEK[0].closes_at),
        # the open and the close: the close is dealt with
        (WEEK[0].closes_at, WEEK[1].closes_at + MINUTE, WEEK[1].opens_at),
        # down for days, back between a close and an open: the last close
        (WEEK[0].closes_at, WEEK[3].closes_at + MINUTE, WEEK[3].opens_at),
        # back in the middle of a session: its open, and not the close before
        (WEEK[0].closes_at, WEEK[3].opens_at + MINUTE, WEEK[2].closes_at),
    ],
)
def test_of_what_was_missed_only_the_newest(last: datetime, now: datetime, since: datetime) -> None:
    assert resume_point(WEEK, bot(), last, now) == since


def test_intraday_it_is_the_last_bar_closed() -> None:
    made = bot(timeframe=Timeframe.MINUTES_30)
    opens = WEEK[1].opens_at
    assert resume_point(WEEK, made, opens + 30 * MINUTE, opens + 150 * MINUTE) == opens + 120 * MINUTE


# ---- folders

AT = datetime(2024, 11, 18, 15, 4, 5, tzinfo=UTC)


def test_each_run_has_its_own_folder_and_paper_goes_on_in_one(tmp_path: Path) -> None:
    made = bot()
    first = folder_for(made, Mode.BACKTEST, tmp_path, AT)
    assert first.name == "dip-backtest-20241118T150405-d1d1d1"
    first.mkdir()
    second = folder_for(made, Mode.BACKTEST, tmp_path, AT)
    assert second.name == "dip-backtest-20241118T150405-d1d1d1-2"
    second.mkdir()
    assert folder_for(made, Mode.BACKTEST, tmp_path, AT).name == "dip-backtest-20241118T150405-d1d1d1-3"
    assert folder_by_the_clock(made, Mode.PAPER, tmp_path) == tmp_path / "paper-main-dip"


def test_a_rehearsal_never_writes_into_the_real_journal(tmp_path: Path) -> None:
    made = bot()
    first = rehearsal_folder(made, tmp_path, fresh=False)
    assert first == rehearsal_folder(made, tmp_path, fresh=True) == tmp_path / "rehearsal-main-dip"
    first.mkdir()
    assert rehearsal_folder(made, tmp_path, fresh=False) == first
    assert rehearsal_folder(made, tmp_path, fresh=True).name == "rehearsal-main-dip-2"
    (tmp_path / "rehearsal-main-dip-2").mkdir()
    assert rehearsal_folder(made, tmp_path, fresh=False).name == "rehearsal-main-dip-2"
    narrow = narrowed(made, request(simulator=Path("simulator.json")))
    assert narrow.narrowed == ("--simulator (a rehearsal, not at Alpaca)",)


def test_earlier_runs_of_this_very_spec_newest_first(tmp_path: Path) -> None:
    made = bot()
    kept = ["dip-simulate-20241118T150405-d1d1d1", "dip-simulate-20241119T150405-d1d1d1"]
    others = ["dip-backtest-20241119T150405-d1d1d1", "dip-simulate-20241120T150405-abcdef", "dap-simulate-1-d1d1d1"]
    for name in (*kept, *others):
        (tmp_path / name).mkdir()
        (tmp_path / name / "journal.sqlite").touch()
    (tmp_path / "dip-simulate-20241121T150405-d1d1d1").mkdir()  # nothing was journalled

    assert [path.name for path in earlier(made, Mode.SIMULATE, tmp_path)] == kept[::-1]


QUICKSTART = Path(__file__).parents[3] / "specs" / "quickstart.yaml"


class Editor:
    """Looks on, and writes another spec over the one that runs as soon as it does."""

    def __init__(self, spec: Path) -> None:
        self._spec = spec

    def progress(self, *_: object) -> None:
        self._spec.write_text("id: another\n", encoding="utf-8")

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: None


def test_a_spec_that_is_edited_under_a_run_changes_nothing_of_it(tmp_path: Path) -> None:
    text = QUICKSTART.read_text(encoding="utf-8")
    spec = tmp_path / "quickstart.yaml"
    ran = []
    for watcher in (Editor(tmp_path / "other.yaml"), Editor(spec)):
        spec.write_text(text, encoding="utf-8")
        wanted = RunRequest(spec, tmp_path / "runs", mode=Mode.BACKTEST, steps=60)
        ran.append(run(wanted, cast("Watcher", watcher), lambda: False))
    assert spec.read_text(encoding="utf-8") == "id: another\n"
    told = [(each.digest, each.orders, each.fills, each.final_equity, each.ended) for each in ran]
    assert told[0] == told[1]
    assert told[0][1] > 0
