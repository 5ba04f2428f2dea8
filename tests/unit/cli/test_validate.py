from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from botspec.cli.main import main
from tests.unit.compiler.specs import RIGHT

BROKEN = RIGHT.replace("30%", "0.3")
WARNED = RIGHT.replace("max_open_positions: 3", "max_open_positions: 9")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("right.yaml", RIGHT), ("broken.yaml", BROKEN), ("warned.yaml", WARNED)):
        (tmp_path / name).write_text(text)
    return tmp_path


def botspec(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("right.yaml",), 0),
        (("warned.yaml",), 0),
        (("warned.yaml", "--strict"), 2),
        (("broken.yaml",), 2),
        (("right.yaml", "broken.yaml"), 2),
        (("no-such.yaml",), 2),
        (("right.yaml", "--format", "xml"), 2),
        ((), 2),
    ],
)
@pytest.mark.usefixtures("folder")
def test_exit_codes(words: tuple[str, ...], code: int) -> None:
    assert botspec("validate", *words) == code


@pytest.mark.usefixtures("folder")
def test_a_right_spec_is_told_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    botspec("validate", "right.yaml")

    assert capsys.readouterr().out.splitlines()[0] == "1 spec: valid"


@pytest.mark.usefixtures("folder")
def test_findings_then_how_many_then_what_next(capsys: pytest.CaptureFixture[str]) -> None:
    botspec("validate", "broken.yaml", "warned.yaml")
    lines = capsys.readouterr().out.splitlines()

    assert lines[:2] == ["error[BS104]: expected a ratio, was '0.3'", " --> broken.yaml:15:44"]
    assert lines[-2] == "2 specs: 1 error, 1 warning"
    assert lines[-1].endswith("explain BS104")


@pytest.mark.usefixtures("folder")
def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    botspec("validate", "broken.yaml", "--format", "json")
    report = json.loads(capsys.readouterr().out)

    assert (report["files"], report["errors"]) == (1, 1)
    assert report["findings"][0] | {"line": 15, "column": 44, "code": "BS104"} == report["findings"][0]


@pytest.mark.usefixtures("folder")
def test_oneline_is_a_line_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    botspec("validate", "broken.yaml", "right.yaml", "--format", "oneline")

    assert capsys.readouterr().out == ("broken.yaml:15:44: error: expected a ratio, was '0.3' (write 30%) [BS104]\n")


@pytest.mark.usefixtures("folder")
def test_github_is_a_workflow_command_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("validate", "broken.yaml", "warned.yaml", "--format", "github") == 2
    lines = capsys.readouterr().out.splitlines()

    assert [line.split(",", 1)[0] for line in lines] == ["::error file=broken.yaml", "::warning file=warned.yaml"]


@pytest.mark.usefixtures("folder")
def test_sarif_is_one_log_with_a_rule_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("validate", "broken.yaml", "warned.yaml", "--format", "sarif") == 2
    (run,) = json.loads(capsys.readouterr().out)["runs"]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["BS104", "BS305"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]


FIXABLE = RIGHT.replace("30%", "30").replace("max_position:", "max_positon:")


def test_diff_shows_what_fix_would_do_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fixable.yaml").write_text(FIXABLE)

    assert botspec("validate", "fixable.yaml", "--diff") == 1
    shown = capsys.readouterr().out
    assert shown.startswith("--- a/fixable.yaml\n+++ b/fixable.yaml\n")
    assert "+  limits: {max_position: 35%, max_open_positions: 3}\n" in shown
    assert (folder / "fixable.yaml").read_text() == FIXABLE
    assert botspec("validate", "right.yaml", "--fix", "--diff") == 0


def test_fix_writes_says_what_and_goes_on_with_what_is_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fixable.yaml").write_text(FIXABLE)

    assert botspec("validate", "fixable.yaml", "broken.yaml", "--fix") == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "fixed fixable.yaml",
        "  15:44 '30' -> '30%' [BS104]",
        "  19:12 'max_positon' -> 'max_position' [BS101]",
        "",
    ]
    assert lines[-2:] == ["2 specs: 1 error", "next: botspec explain BS104"]
    assert (folder / "fixable.yaml").read_text() == RIGHT
    assert (folder / "broken.yaml").read_text() == BROKEN


def test_what_can_be_fixed_is_what_to_do_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fixable.yaml").write_text(FIXABLE)
    botspec("validate", "fixable.yaml")

    assert capsys.readouterr().out.splitlines()[-1] == "next: botspec validate --fix fixable.yaml"


def test_with_fix_a_program_still_reads_only_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fixable.yaml").write_text(FIXABLE)

    assert botspec("validate", "fixable.yaml", "--fix", "--format", "json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["findings"] == []
    assert shown.err.startswith("fixed fixable.yaml\n")


def test_a_fixed_spec_that_cannot_be_written_is_exit_8(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (folder / "fixable.yaml").write_text(FIXABLE)
    monkeypatch.setattr("botspec.app.fix.write_spec", full)

    assert botspec("validate", "fixable.yaml", "--fix") == 8
    assert capsys.readouterr().err == "botspec: a fixed spec cannot be written: No space left on device\n"


def test_a_folder_is_every_spec_below_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "bot.yml").write_text(RIGHT)
    (folder / "compose.yaml").write_text("services: {}\n")
    (folder / "notes.txt").write_text("version: 1\n")

    assert botspec("validate", ".") == 2
    assert capsys.readouterr().out.splitlines()[-2] == "4 specs: 1 error, 1 warning"


def test_reading_a_spec_loads_nothing_heavy(folder: Path) -> None:
    heavy = ("numpy", "pandas", "talib", "alpaca", "starlette", "rich", "botspec.simulator", "jinja2")
    program = (
        "import sys\nfrom botspec.cli.main import main\ntry:\n    main(['validate', 'right.yaml', 'broken.yaml'])\n"
        f"except SystemExit:\n    print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_policy_is_no_spec_and_is_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "botspec.policy.yaml"
    policy.write_text("version: 1\nceilings: {max_symbols: 50}\n")

    assert botspec("validate", str(policy)) == 0
    assert capsys.readouterr().out.strip() == "1 policy: valid"
