from __future__ import annotations

import json

import jsonschema
import pytest

from botspec.cli.diff import Worst
from botspec.cli.main import main
from botspec.gitops.category import Category
from tests.unit.compiler.specs import RIGHT

LOOSE = RIGHT.replace("max_position: 35%", "max_position: 50%")


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(RIGHT)
    (tmp_path / "new.yaml").write_text(LOOSE)
    (tmp_path / "bad.yaml").write_text(LOOSE.replace("id:", "ids:"))
    return tmp_path


def botspec(*words):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return ended.value.code or 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["old.yaml", "old.yaml"], 0),
        (["old.yaml", "new.yaml"], 1),
        (["old.yaml", "bad.yaml"], 2),
        (["old.yaml"], 2),
        (["old.yaml", "none.yaml"], 2),
        (["--base", "main"], 2),
        (["old.yaml", "new.yaml", "--fail-on", "risk-loosened"], 3),
        (["old.yaml", "new.yaml", "--fail-on", "behaviour"], 3),
        (["old.yaml", "new.yaml", "--fail-on", "goes-live"], 1),
    ],
)
@pytest.mark.usefixtures("files")
def test_exit_codes(words, code, capsys):
    assert botspec("diff", *words) == code
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


def test_text(files, capsys):
    botspec("diff", "old.yaml", "new.yaml")
    assert capsys.readouterr().out == (
        "new.yaml: dip-buyer, changed\n"
        "  risk loosened\n"
        "    risk.limits.max_position: 35% -> 50%\n"
        f"      old.yaml:{LINE}:26 -> new.yaml:{LINE}:26\n"
        f"{DIGESTS}\n\n"
        "1 change in 1 spec; the worst: risk loosened\n"
    ).replace(DIGESTS, digest_line(files))


LINE = RIGHT[: RIGHT.index("max_position")].count("\n") + 1
DIGESTS = "  digests"


def digest_line(folder):
    from botspec.app.diff import diff_paths

    old, new = diff_paths(folder / "old.yaml", folder / "new.yaml").specs[0].digests
    return f"  digest {old.whole[:12]} -> {new.whole[:12]}, of behaviour {old.behaviour[:12]} -> {new.behaviour[:12]}"


@pytest.mark.usefixtures("files")
def test_github_and_sarif(capsys):
    botspec("diff", "old.yaml", "new.yaml", "--format", "github")
    assert capsys.readouterr().out.startswith(f"::warning file=new.yaml,line={LINE},")
    botspec("diff", "old.yaml", "new.yaml", "--format", "sarif")
    told = json.loads(capsys.readouterr().out)
    assert told["runs"][0]["results"][0]["ruleId"] == "BS624"
    from pathlib import Path

    schema = next((Path(__file__).parents[2] / "golden" / "sarif").glob("*.json"), None)
    if schema is not None:
        jsonschema.validate(told, json.loads(schema.read_text()))


def test_the_words_of_fail_on_are_the_categories():
    assert [each.value for each in Worst] == [each.value for each in Category]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("output", ["text", "markdown", "json"])
def test_behaviour_in_every_format(output, capsys, tmp_path):
    assert botspec("diff", "old.yaml", "new.yaml", "--behaviour", "--format", output, "--chart", "a.svg") == 1
    shown = capsys.readouterr().out
    assert "2007-01-03 to 2010-12-31" in shown
    assert (tmp_path / "a.svg").read_text().startswith("<svg")
    if output == "json":
        assert json.loads(shown)["behaviour"][0]["bot"] == "dip-buyer"


@pytest.mark.usefixtures("files")
def test_runs_that_are_not_there_and_words_that_are_wrong(capsys):
    assert botspec("diff", "old.yaml", "new.yaml", "--runs", "last:3") == 1
    assert "no run of a changed bot" in capsys.readouterr().err
    assert botspec("diff", "old.yaml", "new.yaml", "--runs", "3") == 2
