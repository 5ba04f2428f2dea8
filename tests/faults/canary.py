"""`python -m tests.faults.canary --count 300`: keys that are looked for in everything a run leaves behind.

Every log at DEBUG, standard output and error, the journal, the report, the report of a crash. Under faults, and with a
broker that repeats the keys in its error messages.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import io
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

from requests import PreparedRequest, Response

from botspec.adapters.system.secret import Credentials, Secret
from botspec.app.report import render_run
from botspec.cli.crash import report_bug
from tests.faults.simulation import world
from tests.faults.simulation.network import Network, made
from tests.faults.simulation.plan import schedule

SHORTEST = 8
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def canaries(seed: int) -> Credentials:
    """Keys of the right shape that occur nowhere else."""
    dice = random.Random(f"canary {seed}")  # noqa: S311
    key = "PK" + "".join(dice.choice(LETTERS[:26] + LETTERS[52:]) for _ in range(18))
    return Credentials("main", Secret(key), Secret("".join(dice.choice(LETTERS) + "/" * (n == 9) for n in range(39))))


def traces(keys: Credentials) -> list[str]:
    """Every piece of eight letters, and what base64 and URLs make of the whole."""
    found: set[str] = set()
    for secret in (keys.key_id.reveal(), keys.secret_key.reveal()):
        found |= {secret[at : at + SHORTEST] for at in range(len(secret) - SHORTEST + 1)}
        for shift in range(3):
            coded = base64.b64encode(b"x" * shift + secret.encode()).decode()
            found |= {coded[at : at + SHORTEST] for at in range(4, len(coded) - SHORTEST - 4)}
        found |= {quote(secret, safe=""), quote(quote(secret, safe=""), safe="")}
    return sorted(found)


@dataclass(slots=True)
class Score:
    """How much was looked at, and where a piece of a key was."""

    runs: int = 0
    letters: int = 0
    hits: list[str] = field(default_factory=list)

    def look(self, where: str, text: str, wanted: list[str]) -> None:
        """Look for every trace in `text`."""
        self.letters += len(text)
        self.hits += [f"{where}: {trace}" for trace in wanted if trace in text]


def _indiscreet(_: Network, request: PreparedRequest) -> Response:
    told = {name: str(value) for name, value in request.headers.items()}
    return made(request, 500, {"code": 50010000, "message": f"no: {told}"})


def _forbidding(_: Network, request: PreparedRequest) -> Response:
    told = {name: str(value) for name, value in request.headers.items()}
    return made(request, 422, {"code": 42210000, "message": f"refused: {told}"})


@contextlib.contextmanager
def heard() -> Iterator[io.StringIO]:
    """Everything that is logged at DEBUG or printed."""
    out = io.StringIO()
    root, level = logging.getLogger(), logging.getLogger().level
    handler = logging.StreamHandler(out)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def campaign(count: int, first: int = 0) -> Score:
    """`count` schedules, each with keys of its own."""
    score = Score()
    for seed in range(first, first + count):
        keys = canaries(seed)
        wanted = traces(keys)
        drawn = schedule(seed)
        rates = {**drawn.rates, "http_500": 0.05, "http_502": 0.02}
        left: dict[str, str] = {}
        with (
            heard() as out,
            mock.patch.object(world, "KEYS", keys),
            mock.patch.object(Network, "_http_500", _indiscreet),
            mock.patch.object(Network, "_http_502", _forbidding),
        ):
            verdict = world.play(replace(drawn, rates=rates), lambda played, left=left: left.update(_left(played)))
            left["crash report"] = _crash_report(keys)
        score.runs += 1
        for where, text in {**left, "logs and terminal": out.getvalue(), "verdict": repr(verdict)}.items():
            score.look(f"seed {seed}, {where}", text, wanted)
    return score


def _left(played: world.World) -> dict[str, str]:
    folder = played.folder / "run"
    with contextlib.suppress(Exception):  # a run that never began has no report
        render_run(folder, ("html", "md", "json"))
    return {path.name: path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()}


def _crash_report(keys: Credentials) -> str:
    """An exception that carries headers, as those of requests do."""
    error = RuntimeError(f"failed with headers {dict(_headers(keys))}")
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            report_bug(error, ["run", "bot.yaml"])
            return "".join(path.read_text() for path in Path(folder).iterdir())
        finally:
            os.chdir(here)


def _headers(keys: Credentials) -> dict[str, Any]:
    return {"APCA-API-KEY-ID": keys.key_id.reveal(), "APCA-API-SECRET-KEY": keys.secret_key.reveal()}


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    asked = parser.parse_args()
    began = time.monotonic()
    score = campaign(asked.count)
    for hit in score.hits[:10]:
        sys.stdout.write(f"FOUND {hit}\n")
    sys.stdout.write(
        f"{score.runs} runs with keys of their own, {score.letters / 1e6:.1f} million letters looked through: "
        f"{len(score.hits)} pieces of a key; {time.monotonic() - began:.0f} s\n"
    )
    return 1 if score.hits else 0


if __name__ == "__main__":
    sys.exit(main())
