"""A run's report, rendered by a process of its own: neither its time nor its memory is the bot's."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from botspec.adapters.system.surroundings import without_secrets

LONGEST_SECONDS = 600.0
GOODBYE_SECONDS = 5.0
_DYING_SECONDS = 5.0
_LAST_PRIORITY = 19
_FIRST_TO_GO = "1000"  # to the kernel, when memory runs out
_LONGEST_TEXT = 300
_ROOT = str(Path(__file__).parents[3])
_START = "import sys; sys.path.append(sys.argv.pop(1)); from botspec.cli.main import main; main()"


class Press:
    """Renders reports beside a running bot, one at a time; what it is asked for meanwhile is rendered once, afterwards.

    Left by an error it gives a report under way a few seconds, else none: a run that ends renders its own.
    """

    def __init__(self, longest: float = LONGEST_SECONDS) -> None:
        self._longest = longest
        self._process: subprocess.Popen[bytes] | None = None
        self._words: tuple[str, ...] = ()
        self._again = False
        self._began = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._again = False
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GOODBYE_SECONDS if kind is not None and issubclass(kind, Exception) else 0)
        self._end(self._process)

    def ask(self, journal: Path, formats: Sequence[str]) -> str | None:
        """Have the report of `journal` rendered beside it. Gives what was wrong with the one before, or with this."""
        wrong = self.news()
        self._words = ("report", str(journal.absolute()), "--format", ",".join(formats))
        if self._process is not None:
            self._again = True
            return wrong
        return self._start() or wrong

    def news(self) -> str | None:
        """Why a report could not be rendered, once; None while there is nothing to tell. Never waits."""
        process = self._process
        if process is None:
            return None
        if process.poll() is None:
            if time.monotonic() - self._began <= self._longest:
                return None
            self._end(process)
            wrong: str | None = f"it took longer than {self._longest:.0f} s"
        else:
            wrong = _told(process)
            self._end(process)
        if self._again:
            self._again = False
            return self._start() or wrong
        return wrong

    def _start(self) -> str | None:
        """In a session of its own: Ctrl-C at the bot's terminal is the bot's."""
        try:
            self._process = subprocess.Popen(  # noqa: S603  fixed words, no shell
                [sys.executable, "-P", "-c", _START, _ROOT, *self._words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=without_secrets(),
                start_new_session=True,
            )
        except OSError as error:
            return f"its process did not start: {error.strerror}"
        self._began = time.monotonic()
        _stand_back(self._process.pid, self._longest)
        return None

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_DYING_SECONDS)
        with suppress(OSError):
            for draft in Path(self._words[1]).parent.glob(f".report.*.{process.pid}"):
                draft.unlink(missing_ok=True)
        if process.stderr is not None:
            process.stderr.close()
        self._process = None


def _stand_back(pid: int, longest: float) -> None:
    """The bot comes first, whatever is short; and a report that outlives its bot ends by itself."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _LAST_PRIORITY)
    with suppress(OSError, AttributeError):  # Linux alone has it
        resource.prlimit(pid, resource.RLIMIT_CPU, (int(longest), int(longest)))
    with suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")


def _told(process: subprocess.Popen[bytes]) -> str | None:
    """What a process that has ended said was wrong; None when nothing was."""
    if process.returncode == 0:
        return None
    said = b"" if process.stderr is None else process.stderr.read()
    lines = said.decode("utf-8", "replace").strip().splitlines()
    ours = [line.removeprefix("botspec: ") for line in lines if line.startswith("botspec: ")]
    ended = f"its process ended with {process.returncode}"
    return (ours or lines[-1:] or [ended])[0][:_LONGEST_TEXT]
