"""Keys that are looked for in everything a plan leaves: the saved file, what is printed, every log at DEBUG."""

from __future__ import annotations

import shutil

import pytest

from botspec.cli.main import main
from tests.faults.canary import Score, canaries, heard, traces
from tests.faults.live_rehearsal import KEYS, NUMBER

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def keys(monkeypatch):
    """Canaries in the shape of live keys, where the fixtures of a live account take theirs from."""
    drawn = canaries(7)
    told = {"APCA_API_KEY_ID": f"AK{drawn.key_id.reveal()[2:]}", "APCA_API_SECRET_KEY": drawn.secret_key.reveal()}
    for name, value in told.items():
        monkeypatch.setitem(KEYS, name, value)
        monkeypatch.setenv(name, value)
    return drawn


def planned(work, tmp_path, *more):
    """The exit code, and everything that was said, logged at DEBUG or saved."""
    out = tmp_path / "plans" / "plan.json"
    out.parent.mkdir(exist_ok=True)
    with heard() as said, pytest.raises(SystemExit) as left:
        main(["plan", str(work.spec), "--live", "--runs", str(tmp_path / "runs"), "--out", str(out), *more])
    saved = out.read_text(encoding="utf-8") if out.exists() else ""
    return left.value.code, said.getvalue(), saved


def test_no_plan_has_a_piece_of_a_key_or_the_whole_number_of_the_account(keys, trade, work, tmp_path):
    score, wanted = Score(), [*traces(keys), NUMBER]
    trade(3)
    for more in ((), ("--json",)):
        code, said, saved = planned(work, tmp_path, *more)
        assert code == 1, said
        score.look("terminal and logs", said, wanted)
        score.look("saved plan", saved, wanted)
    assert f"****{NUMBER[-4:]}" in saved
    assert score.letters > 2_000
    assert score.hits == []


@pytest.mark.usefixtures("trade")
def test_neither_has_the_refusal_of_keys_that_open_nothing(keys, work, tmp_path, monkeypatch):
    score = Score()
    monkeypatch.setenv("APCA_API_SECRET_KEY", keys.secret_key.reveal()[::-1])
    code, said, saved = planned(work, tmp_path)
    assert (code, saved) == (4, "")
    score.look("refusal", said, [*traces(keys), keys.secret_key.reveal()[::-1][:8], NUMBER])
    assert said
    assert score.hits == []
