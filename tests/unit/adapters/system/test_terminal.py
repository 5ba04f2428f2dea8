"""Who is asked at a terminal answers the question, not what stood there before it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from botspec.adapters.system.terminal import ask

pty = pytest.importorskip("pty", reason="no terminals of our own here")
ASKS = "from botspec.adapters.system.terminal import ask; print('answer:', ask('sure? '))"


def read_until(terminal: int, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        seen += os.read(terminal, 1024)
    return seen


def test_what_was_typed_before_the_question_is_no_answer() -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.executable, [sys.executable, "-c", ASKS])  # noqa: S606  as a person starts it
    try:
        os.write(terminal, b"typed early\n")
        read_until(terminal, b"sure? ")
        os.write(terminal, b"read and meant\n")
        assert read_until(terminal, b"answer: read and meant")
    finally:
        os.waitpid(process, 0)
        os.close(terminal)


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert ask("sure? ") is None
