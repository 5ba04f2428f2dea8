from __future__ import annotations

import json
import subprocess
import sys

import pytest

from botspec.cli.main import main
from tests.fakes.run_folders import run_folder, tamper


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main(words)
        shown = capsys.readouterr()
        return left.value.code or 0, shown.out, shown.err

    return run


@pytest.fixture
def folder(tmp_path):
    return run_folder(tmp_path / "runs" / "one")


@pytest.mark.usefixtures("folder")
def test_report_prints_the_summary_and_where_the_files_are(call):
    code, out, err = call("report", "last")

    assert (code, err) == (0, "")
    assert out.startswith("dip-buyer  Back-test  2007-01-03 to 2007-06-19, 120 sessions\n")
    assert out.splitlines()[-3:] == [f"  runs/one/report.{name}" for name in ("html", "md", "json")]
    assert "\x1b" not in out


def test_report_takes_formats_and_a_folder(call, folder, tmp_path):
    code, out, _ = call("report", "one", "--format", "md, json,md", "--out", "elsewhere")

    assert code == 0
    assert sorted(each.name for each in (tmp_path / "elsewhere").iterdir()) == ["report.json", "report.md"]
    assert not (folder / "report.md").exists()
    assert "elsewhere/report.md" in out


@pytest.mark.usefixtures("folder")
def test_wrong_use_exits_2(call):
    for words in (("report", "nothing"), ("report", "one", "--format", "pdf"), ("status", "nothing")):
        code, out, err = call(*words)
        assert (code, out) == (2, "")
        assert err.startswith("botspec: there is no ")


def test_a_damaged_journal_exits_6_and_names_the_row(call, folder):
    tamper(folder, "UPDATE rows SET body = replace(body, '2007', '2006') WHERE seq = 50")

    for words in (("journal", "verify", "one"), ("report", "one"), ("status", "one")):
        code, out, err = call(*words)
        assert (code, out) == (6, "")
        assert "the journal is damaged" in err
        assert "row 50 " in err
        assert len(err.splitlines()) == 1


def test_verify_prints_both_hashes(call, folder):
    code, out, _ = call("journal", "verify", str(folder))
    told = dict(line.split(maxsplit=1) for line in out.splitlines())

    assert code == 0
    assert told["whole"] == str(folder / "journal.sqlite")
    assert len(told["head"]) == len(told["determinism"]) == 64
    assert told["report.json"] == "none beside it"
    assert call("journal", "verify", str(folder), "--head", told["head"])[0] == 0
    assert call("journal", "verify", str(folder), "--head", "0" * 64)[0] == 6

    seal = json.loads(call("journal", "verify", str(folder), "--json")[1])["seal"]
    assert (seal["head"], seal["rows"]) == (told["head"], int(told["rows"]))


def test_runs_lists_and_says_when_there_are_none(call, tmp_path):
    assert call("runs")[1] == "no runs in runs/ yet\n"
    run_folder(tmp_path / "runs" / "one", 60)

    head, line = call("runs")[1].splitlines()

    assert head.split() == ["RUN", "STATE", "STARTED,", "NEW", "YORK", "EQUITY", "TRADES", "DENIED"]
    assert line.split()[:2] == ["one", "finished"]
    (data,) = json.loads(call("runs", "--json")[1])
    assert (data["name"], data["state"], data["bot"]) == ("one", "finished", "dip-buyer")


def test_status_in_words_and_as_json(call, tmp_path):
    run_folder(tmp_path / "runs" / "one", 60, "simulate", ended=False)

    out = call("status")[1]
    assert "run        one: unfinished\n" in out
    assert "bot        dip-buyer, simulate, account main, digest b1272cdbeb17\n" in out
    data = json.loads(call("status", "last", "--json")[1])
    assert (data["state"], data["bot"]) == ("unfinished", "dip-buyer")
    assert data["writer"] is None


@pytest.mark.parametrize("words", [["--help"], ["report", "--help"], ["journal", "verify", "--help"]])
def test_help_loads_neither_numpy_nor_jinja(words):
    program = (
        "import sys\nfrom botspec.cli.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'jinja2', 'pandas', 'alpaca', 'sqlite3'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stderr.strip() == "[]"
