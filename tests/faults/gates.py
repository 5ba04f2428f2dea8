"""Random command lines and environments against the live gates: `python -m tests.faults.gates --count 10000`.

In process, through the product's own command line, real git, real ssh-keygen and the real HTTP transport; the live host
is a recorder on loopback, put where the connection would be made. At least one gate is shut in every trial: not one
connection may reach the recorder. Every so often all gates are open, and it must: else the trials would prove nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import random
import socket
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from unittest import mock

from botspec import wiring
from botspec.adapters.system import terminal
from botspec.cli.main import main
from tests.faults.gate_worlds import PHRASE, Worlds, build
from tests.faults.live_host import LiveHost, in_place_of_alpaca

EVERY = 250  # trials between two in which every gate is open
GARBAGE = (
    "",
    "yes",
    "y",
    "YES I UNDERSTAND",
    "YES I UNDERSTAND 1235",
    "1234",
    "yes i understand 1234",
    "\x00",
    "é" * 9,
)
NOISE = (
    "LIVE",
    "BOTSPEC_LIVE",
    "BOTSPEC_ARMED",
    "ALPACA_LIVE",
    "APCA_API_VERSION",
    "HTTPS_PROXY",
    "http_proxy",
    "PYTHONWARNINGS",
)
REFUSED_BY_NAME = "no order can reach the live host"


@dataclass(frozen=True, slots=True)
class Trial:
    """What one trial was made of, how it ended, and what reached the live host."""

    broken: tuple[str, ...]
    words: tuple[str, ...]
    code: int
    told: str
    connections: int


Change = Callable[["Setting", random.Random], None]


@dataclass(slots=True)
class Setting:
    """A start with every gate open, for a trial to change."""

    worlds: Worlds
    world: str = "open"
    words: tuple[str, ...] = ("--live",)
    typed: str | None = PHRASE
    environment: dict[str, str] | None = None
    record: str = "none"

    def __post_init__(self) -> None:
        self.environment = dict(self.worlds.environment)


def _world(name: str) -> Change:
    def change(setting: Setting, _: random.Random) -> None:
        setting.world = name

    return change


def _typed(setting: Setting, dice: random.Random) -> None:
    setting.typed = dice.choice(
        [None, *GARBAGE, "".join(chr(dice.randrange(32, 0x2FF)) for _ in range(dice.randrange(30)))]
    )


def _armed_badly(setting: Setting, dice: random.Random) -> None:
    setting.words = (*setting.words, "--armed")
    setting.record = dice.choice(
        ["none", "other digest", "other host", "expired", "readable by others", "link", "garbage"]
    )


def _not_live(setting: Setting, dice: random.Random) -> None:
    setting.words = dice.choice([(), ("--mode", "live"), ("--armed",), ("--mode", "live", "--armed"), ("--json",)])


def _contradiction(setting: Setting, dice: random.Random) -> None:
    more = dice.choice(
        [("--mode", "paper"), ("--mode", "simulate"), ("--simulator", "none.json"), ("--mode", "backtest")]
    )
    setting.words = (*setting.words, *more)


def _keys(setting: Setting, dice: random.Random) -> None:
    assert setting.environment is not None
    other = dice.choice(
        [{}, {"APCA_API_KEY_ID": "PK" + "A" * 18}, {"APCA_API_KEY_ID": "AK A"}, {"APCA_API_KEY_ID_FILE": "/none"}]
    )
    setting.environment.pop("APCA_API_KEY_ID")
    setting.environment |= other


def _host(setting: Setting, dice: random.Random) -> None:
    assert setting.environment is not None
    hosts = (
        "https://paper-api.alpaca.markets",
        "http://127.0.0.1:9",
        "https://api.alpaca.markets.evil.example",
        "http://[",
    )
    setting.environment["APCA_API_BASE_URL"] = dice.choice(hosts)


BREAKS: dict[str, Change] = {
    "person": _typed,
    "arm": _armed_badly,
    "flag": _not_live,
    "words": _contradiction,
    "keys": _keys,
    "host": _host,
}


def shut_some(worlds: Worlds, dice: random.Random) -> tuple[Setting, tuple[str, ...]]:
    """A setting with one to three gates shut, and noise that must not matter."""
    setting = Setting(worlds)
    names = dice.sample([*BREAKS, *worlds.broken], k=dice.choice([1, 1, 1, 2, 3]))
    for name in names:
        BREAKS.get(name, _world(name))(setting, dice)
    if set(names) & {"person"} and "--armed" in setting.words:
        setting.typed = None
    return setting, tuple(sorted(names))


def attempt(setting: Setting, broken: tuple[str, ...], dice: random.Random, host: LiveHost) -> Trial:
    """Run one command line in process."""
    worlds = setting.worlds
    spec = worlds.spec(setting.world)
    worlds.put_record(setting.record)
    environment = {
        **(setting.environment or {}),
        **{dice.choice(NOISE): dice.choice(["1", "live", "x"]) for _ in range(2)},
    }
    environment.pop("HTTPS_PROXY", None)
    words = ["run", str(spec), *setting.words, "--runs", str(worlds.fresh_runs())]
    words += dice.choice(
        [[], [], ["--steps", "1"], ["--symbols", "AAPL"], ["--tighten", "daily_loss=1%"], ["--no-such"], ["--json"]]
    )
    before = host.connections
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(terminal, "ask", return_value=setting.typed),
        mock.patch.object(sys, "argv", ["botspec", *words]),
        mock.patch.object(wiring, "PAPER_PATIENCE", timedelta(0)),  # the recorder answers no question after the gates'
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", ResourceWarning)  # a process that ends closes its connections
        code = _exit_of(words)
        gc.unfreeze()
        gc.collect(0 if broken else 2)
    return Trial(broken, tuple(words), code, out.getvalue(), host.connections - before)


def _exit_of(words: list[str]) -> int:
    try:
        main(words)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    return 0


@contextlib.contextmanager
def loopback_only() -> Iterator[list[object]]:
    """Every connection that would leave this machine is noted, and refused."""
    elsewhere: list[object] = []
    connect = socket.socket.connect

    def checked(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and not (isinstance(address, tuple) and address[0] == "127.0.0.1"):
            elsewhere.append(address)
            raise OSError("not on loopback")
        connect(self, address)  # type: ignore[arg-type]

    with mock.patch.object(socket.socket, "connect", checked):
        yield elsewhere


@dataclass(slots=True)
class Score:
    """What the campaign came to."""

    trials: int = 0
    controls: int = 0
    controls_that_reached: int = 0
    reached: list[Trial] = field(default_factory=list)
    unexpected: list[Trial] = field(default_factory=list)
    elsewhere: list[object] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """0 bytes without all gates, and some with them."""
        positive = self.controls > 0 and self.controls == self.controls_that_reached
        return positive and not self.reached and not self.unexpected and not self.elsewhere


def campaign(count: int, seed: int, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Score:
    """`count` trials with gates shut, a control before every `EVERY` of them."""
    score = Score()
    worlds = build(folder)
    with LiveHost() as host, in_place_of_alpaca(host), loopback_only() as elsewhere:
        for number in range(count):
            dice = random.Random(f"{seed} {number}")  # noqa: S311 - trials that can be repeated
            if number % EVERY == 0:
                _control(score, worlds, host, dice)
                tell(f"{number}/{count} trials, {len(score.reached)} reached the live host")
            setting, broken = shut_some(worlds, dice)
            _count(score, attempt(setting, broken, dice, host))
        score.elsewhere = elsewhere
    return score


def _control(score: Score, worlds: Worlds, host: LiveHost, dice: random.Random) -> None:
    for setting in (Setting(worlds), Setting(worlds, words=("--live", "--armed"), typed=None, record="good")):
        trial = _plain(setting, dice, host)
        score.controls += 1
        score.controls_that_reached += trial.connections > 0
        if not trial.connections:
            score.unexpected.append(trial)


def _plain(setting: Setting, dice: random.Random, host: LiveHost) -> Trial:
    with mock.patch.object(random.Random, "choice", lambda _, options: options[0]):
        return attempt(setting, (), dice, host)


def _count(score: Score, trial: Trial) -> None:
    score.trials += 1
    score.codes[trial.code] += 1
    score.broken.update(trial.broken)
    if trial.connections:
        score.reached.append(trial)
    if trial.code not in {2, 3, 4}:
        score.unexpected.append(trial)


def run() -> int:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        score = campaign(asked.count, asked.seed, Path(folder), lambda text: print(text, flush=True))
    shown = ", ".join(f"{code}: {count}" for code, count in sorted(score.codes.items()))
    print(f"{score.trials} command lines and environments with a gate shut: {len(score.reached)} reached the live host")
    print(f"with all gates open: {score.controls_that_reached} of {score.controls} reached it")
    print(f"exit codes {shown}; connections elsewhere: {len(score.elsewhere)}; {time.monotonic() - began:.0f} s")
    for name, count in sorted(score.broken.items()):
        print(f"  {name}: {count}")
    for trial in (*score.reached, *score.unexpected)[:5]:
        print(f"WRONG {trial}")
    return 0 if score.good else 1


if __name__ == "__main__":
    sys.exit(run())
