"""A doctor of a live bot: past every gate it reads, with one shut it asks the live host nothing."""

from __future__ import annotations

import http.client
import os
import shutil

import pytest

from botspec.app.doctor import Patient, examine
from botspec.cli.main import main
from tests.faults.live_rehearsal import KEYS, NUMBER

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # a process that ends closes its connections
]


@pytest.fixture
def sent(monkeypatch):
    """What leaves, as METHOD path."""
    seen = []
    put = http.client.HTTPConnection.putrequest

    def noting(self, method, url, *how, **more):
        seen.append(f"{method} {url.partition('?')[0]}")
        return put(self, method, url, *how, **more)

    monkeypatch.setattr(http.client.HTTPConnection, "putrequest", noting)
    return seen


@pytest.fixture
def examined(trade, work, tmp_path, sent, capsys, monkeypatch):
    """The doctor's exit code, and its lines by the name of the check. `trade` has put clock and terminal in place."""
    assert trade
    for name, value in KEYS.items():
        monkeypatch.setitem(os.environ, name, value)

    def go(*words):
        with pytest.raises(SystemExit) as left:
            main(["doctor", str(work.spec), "--runs", str(tmp_path / "runs"), *words])
        lines = [line for line in capsys.readouterr().out.splitlines() if line[:2].strip()]
        left_here = [each for each in sent if "/sim/" not in each]  # how time is stepped
        return left.value.code, {line[4:].split()[0]: line for line in lines}, left_here

    return go


def test_past_every_gate_the_account_is_read_and_nothing_else(examined):
    code, told, left = examined("--live")
    assert code == 0, told
    assert NUMBER[-4:] in told["account"]
    assert told["account"].startswith("ok")
    assert told["data"].startswith("ok")
    assert "one exchange's trades" in told["data"]
    assert [each for each in left if not each.startswith("GET ")] == []
    assert {each for each in left if each.startswith("GET /v2/") and "/stocks/" not in each} == {
        "GET /v2/account",
        "GET /v2/clock",
    }


def test_unasked_it_says_which_gates_stand_open_and_asks_nothing(examined):
    code, told, left = examined()
    assert code == 0, told
    assert told["keys"].startswith("ok")
    assert told["locked-limits"].startswith("ok")
    assert "--live was not given" in told["flag"]
    assert "not asked" in told["account"]
    assert left == []


def test_with_a_gate_shut_it_is_named_and_nothing_is_asked(examined, work):
    work.change(work.spec, "max_position: 30%", "max_position: 31%")
    work.commit("Not approved")
    code, told, left = examined("--live")
    assert code == 3
    assert told["locked-limits"].startswith(" X")
    assert "not asked: no byte leaves for the live host" in told["account"]
    assert left == []


def test_it_is_no_doctor_of_a_live_bot_without_one(tmp_path, capsys):
    assert examine(Patient("main", {}, tmp_path))[-1].name == "keys"
    with pytest.raises(SystemExit) as left:
        main(["doctor", "--live"])
    assert left.value.code == 2
    assert "mode: live" in capsys.readouterr().err
