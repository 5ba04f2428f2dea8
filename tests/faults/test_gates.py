"""A slice of the campaign: without all gates nothing reaches the live host, with them it does; tampering is named."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from botspec.app import admission
from botspec.app.bundle import bundle
from tests.faults.gate_worlds import Worlds, build
from tests.faults.gates import Setting, attempt, campaign, loopback_only, shut_some
from tests.faults.live_host import ACCOUNT, LiveHost, in_place_of_alpaca

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
TRIALS = 12


class FirstChoice(random.Random):
    """Dice that add nothing."""

    def choice(self, seq):
        return seq[0]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory) -> Worlds:
    return build(tmp_path_factory.mktemp("worlds"))


def test_without_all_gates_no_byte_reaches_the_live_host(tmp_path):
    score = campaign(TRIALS, 7, tmp_path)
    assert score.trials == TRIALS
    assert score.reached == []
    assert score.unexpected == []
    assert score.elsewhere == []
    assert score.controls == score.controls_that_reached > 0


TAMPERED = {
    "spec changed": "locked-spec",
    "spec not committed": "source",
    "limit loosened": "locked-limits",
    "another symbol": "locked-limits",
    "mode paper": "mode",
    "another account": "profile",
    "no lock": "lock",
    "lock edited": "signature",
    "lock signed by another": "signature",
    "lock not signed": "signature",
    "lock of the author": "approver",
    "lock expired": "expiry",
    "lock of the future": "expiry",
    "lock for longer": "expiry",
    "lock of other semantics": "semantics",
    "lock hidden from git": "source",
    "policy loosened": "locked-policy",
    "policy refuses": "policy",
    "policy broken": "policy",
    "policy not committed": "source",
    "signers changed": "locked-policy",
    "another branch": "source",
    "no git": "source",
}


def tried(setting, host):
    return attempt(setting, (), FirstChoice(), host)


@pytest.mark.parametrize(("world", "gate"), TAMPERED.items(), ids=TAMPERED)
def test_tampering_is_refused_by_name(worlds, world, gate):
    with LiveHost() as host, in_place_of_alpaca(host), loopback_only():
        trial = tried(Setting(worlds, world=world), host)
    assert trial.code == 3
    assert f"gate '{gate}':" in trial.told
    assert trial.connections == 0


def test_every_world_but_the_open_one_is_tampered_with(worlds):
    assert set(worlds.broken) - set(TAMPERED) == {"no spec"}


@pytest.mark.parametrize(
    ("account", "gate"),
    [
        ({**ACCOUNT, "account_number": "987651235"}, "account"),
        ({**ACCOUNT, "status": "ACCOUNT_CLOSED"}, "account-open"),
        ({**ACCOUNT, "trading_blocked": True}, "account-open"),
    ],
)
def test_another_account_gets_no_order(worlds, account, gate):
    with LiveHost(account) as host, in_place_of_alpaca(host), loopback_only():
        trial = tried(Setting(worlds), host)
        assert host.requests == ["GET /v2/account", "GET /v2/clock"]
    assert (trial.code, f"gate '{gate}':" in trial.told) == (4, True)


@pytest.mark.parametrize("seconds", [-3, 3])
def test_a_clock_that_is_wrong_is_named_and_worth_waiting_for(worlds, monkeypatch, seconds):
    monkeypatch.setattr(admission, "PATIENCE", timedelta(0))
    with LiveHost(skew=timedelta(seconds=seconds)) as host, in_place_of_alpaca(host), loopback_only():
        trial = tried(Setting(worlds), host)
        assert host.requests == ["GET /v2/account", "GET /v2/clock"]
    assert trial.code == 75
    assert "gate 'clock': this machine's clock is" in trial.told
    assert "set the clock (NTP)" in trial.told


def test_what_is_refused_leaves_no_run_folder(worlds):
    with LiveHost() as host, in_place_of_alpaca(host), loopback_only():
        tried(Setting(worlds, world="policy refuses"), host)
    assert not (worlds.folder / f"runs-{worlds.runs}").exists()


def test_refused_keys_end_it_at_once(worlds):
    with LiveHost() as host, in_place_of_alpaca(host), loopback_only():
        host.answer = lambda _, __: (401, {"message": "unauthorized."})
        trial = tried(Setting(worlds), host)
        assert host.requests == ["GET /v2/account"]
    assert trial.code == 4
    assert "gate 'account'" in trial.told


def test_the_trials_are_of_every_kind(worlds):
    seen: set[str] = set()
    for number in range(400):
        seen |= set(shut_some(worlds, random.Random(number))[1])  # noqa: S311 - trials that can be repeated
    assert seen == {"person", "arm", "flag", "words", "keys", "host", *worlds.broken}


def test_a_bundle_takes_the_place_of_git_and_of_nothing_else(worlds):
    packed = worlds.folder / "dip.bundle"
    bundle(worlds.spec("open"), packed, worlds.folder / "ben", "ben@example.com")
    state = Path(worlds.environment["HOME"]) / ".local" / "state" / "botspec"
    state.mkdir(parents=True, exist_ok=True)
    (state / "allowed_signers").write_text(f"ben@example.com {(worlds.folder / 'ben.pub').read_text()}")
    worlds.specs["bundle"] = packed
    try:
        with LiveHost() as host, in_place_of_alpaca(host), loopback_only():
            armed = tried(Setting(worlds, world="bundle", words=("--live", "--armed"), typed=None, record="good"), host)
            assert armed.connections > 0
            assert host.requests[:2] == ["GET /v2/account", "GET /v2/clock"]
            alone = tried(Setting(worlds, world="bundle", words=("--live", "--armed"), typed=None), host)
            assert (alone.code, alone.connections) == (3, 0)
            (state / "allowed_signers").write_text(f"ben@example.com {(worlds.folder / 'eve.pub').read_text()}")
            stranger = tried(
                Setting(worlds, world="bundle", words=("--live", "--armed"), typed=None, record="good"), host
            )
            assert (stranger.code, stranger.connections) == (3, 0)
            assert "the bundle dip.bundle is refused" in stranger.told
    finally:
        del worlds.specs["bundle"]
