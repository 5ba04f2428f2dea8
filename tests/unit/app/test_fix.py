"""Only what can mean one thing is put right; comments and layout stay; a second time there is nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.app.fix import MOST_ROUNDS, fix_file, fix_text
from botspec.compiler.check import check
from tests.specs.test_quickstart_variants import BROKEN, QUICKSTART

ROOT = Path(__file__).parents[3]
BAD = sorted((ROOT / "tests" / "specs" / "bad").glob("*.yaml"))

# what is written, and what it is fixed to
CERTAIN = [
    ("id: quickstart", "id: Quickstart"),
    ("mode: simulate", "mod: simulate"),
    ("mode: simulate", "mode: simulated"),
    ("mode: simulate", "'mod': simulate"),
    ("capital: 100000 USD", "capital: $100,000"),
    ("capital: 100000 USD", "capital: 100000"),
    ("capital: 100000 USD", "capital: '100000 dollars'"),
    ("[AAPL, GOOG, IBM, MSFT]", "[AAPL, goog, IBM, MSFT]"),
    ("[AAPL, GOOG, IBM, MSFT]", "AAPL, GOOG, IBM, MSFT"),
    ("[AAPL, GOOG, IBM, MSFT]", "[AAPL, GOOG, AAPL, IBM, MSFT]"),
    ("source: sample", "source: Sample"),
    ("lookback: 10", "look_back: 10"),
    ("percent: 30%", "percent: 30"),
    ("percent: 30%", "percent: 30 %"),
    ("percent: 30%", "percent: 30 percent"),
    ("max_position: 35%", "max_positon: 35 percent"),
    ("max_position: 35%", "max-position: 35%"),
    ("40000 USD", "$40,000"),
    ("kind: daily_loss", "kind: dialy_loss"),
    ("action: flatten", "action: flaten"),
    ("{after: 5d}", "{after: 5 days}"),
    ("from: 2007-01-03", "from: 2007/1/3"),
    ("to: 2010-12-31", "to: 2010.12.31"),
    ("to: 2010-12-31", "to: 31.12.2010"),
    ("to: 2010-12-31", "to: 12/31/2010"),
    ("timeframe: 1Day", "timeframe: 1d"),
    ("timeframe: 1Day", "timeframe: daily"),
    ("type: market", "type: mkt"),
    ("description: Buys dips", "description: Buys dips"),
    ("submit: after_open", "submit: after-open"),
]
DOUBTFUL = [
    ("percent: 30%", "percent: 0.3"),
    ("percent: 30%", "percent: 1"),
    ("percent: 30%", "percent: 30 bars"),
    ("capital: 100000 USD", "capital: 12,5 USD"),
    ("max_position: 35%", "max_position: 35"),
    ("{after: 5d}", "{after: 5}"),
    ("to: 2010-12-31", "to: 1.2.2010"),
    ("to: 2010-12-31", "to: 2010-13-31"),
    ("AAPL, GOOG", "APPL, GOOG"),
    ("max_position: 35%", "max_position: 35%\n    max_positon: 30%"),
    ("submit: after_open", "submit: now"),
    ("version: 1", "version: 2"),
]


@pytest.mark.parametrize(("right", "wrong"), CERTAIN, ids=[case[1] for case in CERTAIN])
def test_what_is_certain_is_put_right_and_nothing_else_changes(right: str, wrong: str) -> None:
    assert right in QUICKSTART

    assert fix_text("a.yaml", QUICKSTART.replace(right, wrong, 1)).after == QUICKSTART


@pytest.mark.parametrize(("right", "doubtful"), DOUBTFUL, ids=[case[1] for case in DOUBTFUL])
def test_what_may_mean_two_things_is_left(right: str, doubtful: str) -> None:
    text = QUICKSTART.replace(right, doubtful, 1)
    fixed = fix_text("a.yaml", text)

    assert (fixed.after, fixed.changes, fixed.diff) == (text, (), "")
    assert fixed.checked.findings


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_fixed_spec_has_fewer_findings_and_nothing_left_to_fix(path: Path) -> None:
    before = check(path.name, path.read_bytes())
    fixed = fix_text(path.name, path.read_text("utf-8"))

    assert not any(found.fix for found in fixed.checked.findings)
    assert bool(fixed.changes) is any(found.fix for found in before.findings)
    assert fix_text(path.name, fixed.after).changes == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("rsi(clsoe, 14) < 30", "rsi(close, 14) < 30"),
        ("rsy(close, 14) < 30", "rsi(close, 14) < 30"),
        ("rsi(close, 14) < 30 && open > 5", "rsi(close, 14) < 30 and open > 5"),
        ("rsi(close, 14) < 30 AND NOT open > 5", "rsi(close, 14) < 30 and not open > 5"),
        ("rsi(close, 14) =< 30 or close = 5", "rsi(close, 14) <= 30 or close == 5"),
        ("rsi(close, 14) ≤ 30", "rsi(close, 14) <= 30"),
        (
            ">-\n      rsi(close,\n      14) < 30 &&\n      open > 5",
            ">-\n      rsi(close,\n      14) < 30 and\n      open > 5",
        ),
        ("'rsi(clsoe, 14) < 30'  # why", "'rsi(close, 14) < 30'  # why"),
    ],
)
def test_rules_are_put_right_where_they_stand(wrong: str, right: str) -> None:
    spec = (
        "version: 1\nid: a\nuniverse: {symbols: [IBM]}\ndata: {source: sample}\n"
        "strategy:\n  kind: rules\n  long:\n    enter: RULE\n    exit: rsi(close, 14) > 55\n"
        "sizing: {kind: percent_of_equity, percent: 30%}\nschedule: {submit: after_open}\n"
    )

    assert fix_text("a.yaml", spec.replace("RULE", wrong)).after == spec.replace("RULE", right)


@pytest.mark.parametrize("rule", ["rsi(close, 14) < 30 & open > 5", "close ** 2 > 4", "close // 2 > 4", "xyz > 5"])
def test_a_rule_that_leaves_doubt_is_left(rule: str) -> None:
    text = f"version: 1\nid: a\nstrategy:\n  kind: rules\n  long: {{enter: {rule!r}, exit: close > 5}}\n"

    assert fix_text("a.yaml", text).after == text


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("description: Buys: dips", "description: 'Buys: dips'"),
        ("description: it's: fine  # note", "description: 'it''s: fine'  # note"),
        ("description: @home", "description: '@home'"),
    ],
)
def test_text_that_yaml_would_read_otherwise_gets_quotes(line: str, fixed: str) -> None:
    old = next(each for each in QUICKSTART.splitlines() if each.startswith("description:"))

    assert fix_text("a.yaml", QUICKSTART.replace(old, line)).after == QUICKSTART.replace(old, fixed)


def test_a_text_that_would_take_too_long_is_left() -> None:
    text = "version: 1\n" + "".join(f"k{number}: a: b\n" for number in range(MOST_ROUNDS + 5))

    assert fix_text("a.yaml", text).after == text
    assert fix_text("a.yaml", text).changes == ()
    assert len(fix_text("a.yaml", "".join(text.splitlines(keepends=True)[:20])).changes) == 19


def test_a_hidden_character_is_taken_out() -> None:
    assert fix_text("a.yaml", QUICKSTART.replace("mode:", "mode\u200b:")).after == QUICKSTART


def test_several_rounds_bring_a_broken_text_to_a_right_spec() -> None:
    text = QUICKSTART
    for right, wrong in CERTAIN:
        text = text.replace(right, wrong, 1)
    fixed = fix_text("a.yaml", text.replace("description: ", "description: all: "))

    assert fixed.checked.findings == ()
    assert fixed.after == QUICKSTART.replace("description: ", "description: 'all: ").replace("is up.", "is up.'")


def test_most_of_the_broken_quickstarts_that_are_fixed_are_the_quickstart() -> None:
    """A fix of one break leads back to the file as it was, or (a name kept, a list made) to one without errors."""
    for old, new, *_ in BROKEN:
        fixed = fix_text("a.yaml", QUICKSTART.replace(old, new, 1))
        if fixed.changes:
            assert not any(found.severity == "error" for found in fixed.checked.findings), new


def test_a_file_is_written_only_when_asked_and_keeps_its_mode_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    wrong = QUICKSTART.replace("percent: 30%", "percent: 30").replace("\n", "\r\n").encode()
    path.write_bytes(wrong)
    path.chmod(0o640)

    kept = fix_file(path, keep=True)
    assert kept is not None
    assert path.read_bytes() == wrong
    assert "+sizing: {kind: percent_of_equity, percent: 30%}" in kept.diff

    done = fix_file(path, keep=False)
    assert done is not None
    assert [(change.before, change.after) for change in done.changes] == [("30", "30%")]
    assert path.read_bytes() == QUICKSTART.replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [path]
    assert fix_file(path, keep=False) is None


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target.yaml"
    target.write_text(QUICKSTART.replace("mode:", "mod:"))
    (tmp_path / "a.yaml").symlink_to(target)

    fix_file(tmp_path / "a.yaml", keep=False)

    assert (tmp_path / "a.yaml").is_symlink()
    assert target.read_text() == QUICKSTART


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"a: b\n"])
def test_what_is_no_spec_is_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)

    assert fix_file(tmp_path / "a.yaml", keep=False) is None
    assert fix_file(tmp_path / "none.yaml", keep=False) is None
    assert (tmp_path / "a.yaml").read_bytes() == content


def test_a_secret_in_a_spec_is_not_shown_by_its_diff() -> None:
    key = "PK" + "A1B2C3D4E5F6G7H8I9"
    fixed = fix_text("a.yaml", QUICKSTART.replace("mode: simulate", f"mod: simulate  # {key}"))

    assert key in fixed.after
    assert key not in fixed.diff
