"""The embedded simulator as a child process that outlives a killed bot."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botspec.adapters.system.control import SimulatorControl
from botspec.adapters.system.http import HostRefused, Origin
from botspec.adapters.system.secret import Credentials, Secret
from botspec.adapters.system.surroundings import without_secrets
from botspec.ports.broker import Unavailable
from botspec.ports.journal import JournalUnwritable

ADDRESS = "simulator.json"
CONFIG = "simulator-config.json"
LOG = "simulator.log"
_PATIENCE_SECONDS = 30
_GOODBYE_SECONDS = 5.0
_NAP_SECONDS = 0.02
_LAST_BREATH_SECONDS = 1.0
_UNWRITABLE = 8  # as `botspec.simulator.store` ends


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running simulator on this machine: where it is, its test keys and its control handle."""

    origin: Origin
    credentials: Credentials
    control: SimulatorControl
    pid: int
    process: subprocess.Popen[bytes] | None

    def stop(self, folder: Path) -> None:
        """End it and remove its address; the account stays in the run folder."""
        if self.process is not None:
            _end(self.process)
        else:
            self._end_adopted()
        for name in (ADDRESS, CONFIG):
            (folder / name).unlink(missing_ok=True)

    @contextmanager
    def of_a_run(self, folder: Path) -> Iterator[None]:
        """It ends with the run. Raises JournalUnwritable when it ended before, as its account could not be written."""
        try:
            yield
        except Unavailable as error:
            if not self._unwritable():
                raise
            text = f"the simulated account in {folder} cannot be written: is the disk full?"
            raise JournalUnwritable(text) from error
        finally:
            self.stop(folder)

    def _unwritable(self) -> bool:
        try:
            return self.process is not None and self.process.wait(_LAST_BREATH_SECONDS) == _UNWRITABLE
        except subprocess.TimeoutExpired:
            return False

    def _end_adopted(self) -> None:
        """An earlier bot's child: its number is trusted only while it answers to its own token."""
        try:
            self.control.state()
            os.kill(self.pid, signal.SIGTERM)
            deadline = time.monotonic() + _GOODBYE_SECONDS
            while time.monotonic() < deadline:
                self.control.state()
                time.sleep(_NAP_SECONDS)
        except (Unavailable, ProcessLookupError):
            pass


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_PATIENCE_SECONDS)
    if process.stdout is not None:
        process.stdout.close()


def attach(address: Path) -> Simulator | None:
    """The simulator whose ready line is in the file `address`, if it still answers, else None."""
    try:
        told = json.loads(address.read_text(encoding="utf-8"))
        found = _simulator(told, None)
        found.control.state()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Unavailable, HostRefused):
        return None
    return found


def start(folder: Path) -> Simulator:
    """Start a simulator on the configuration in `folder` and wait until it serves. Raises Unavailable.

    One that holds the account already is taken instead: a bot was killed before it knew where the one it started is.
    """
    process = _spawn(folder)
    try:
        return _simulator(_first_line(process, folder), process)
    except Unavailable:
        found = attach(folder / ADDRESS)
        if found is None:
            raise
        return found


def _simulator(told: dict[str, Any], process: subprocess.Popen[bytes] | None) -> Simulator:
    origin = Origin(told["url"].rstrip("/") + "/")
    credentials = Credentials("simulator", Secret(told["key"]), Secret(told["secret"]))
    return Simulator(
        origin, credentials, SimulatorControl(origin, Secret(told["control_token"])), int(told["pid"]), process
    )


def _spawn(folder: Path) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C at the bot's terminal leaves the account running; clean environment."""
    command = [sys.executable, "-m", "botspec.simulator", "--config", str(folder / CONFIG)]
    command += ["--address", str(folder / ADDRESS), "--json"]
    (folder / LOG).touch(mode=0o600)
    with (folder / LOG).open("ab") as log:
        return subprocess.Popen(  # noqa: S603  fixed words, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=without_secrets(),
            start_new_session=True,
        )


def _first_line(process: subprocess.Popen[bytes], folder: Path) -> dict[str, Any]:
    stream = process.stdout
    if stream is None:
        raise Unavailable("the simulator has no output", retry=False)
    ready, _, _ = select.select([stream], [], [], _PATIENCE_SECONDS)
    line = stream.readline() if ready else b""
    try:
        told = json.loads(line)
    except ValueError:
        process.kill()
        process.wait()
        stream.close()
        raise Unavailable(f"the simulator did not start; its log is {folder / LOG}", retry=False) from None
    if not isinstance(told, dict):
        raise Unavailable("the simulator did not say where it is", retry=False)
    return told
