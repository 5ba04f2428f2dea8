"""Spans of time as people write them, and a terminal that must be one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import typer

from botspec.adapters.system import terminal
from botspec.cli.gating import listed, span
from botspec.gates.gate import Gate, Verdict
from botspec.gates.papers import NO_LOCK


@pytest.mark.parametrize(
    ("text", "meant"),
    [(None, None), ("12h", timedelta(hours=12)), ("30d", timedelta(days=30)), ("2w", timedelta(weeks=2))],
)
def test_spans(text, meant):
    assert span(text) == meant


@pytest.mark.parametrize("text", ["", "0d", "30", "1y", "-1d", "99999d", "1d1h"])
def test_what_is_no_span_is_wrong_use(text):
    with pytest.raises(typer.BadParameter):
        span(text)


def test_a_pipe_is_no_person(monkeypatch):
    """Under pytest standard input is no terminal, whatever stands in it."""
    monkeypatch.setattr("os.open", lambda *_: pytest.fail("nothing is asked"))
    assert terminal.ask("sure? ") is None


def test_a_lock_that_is_not_there_is_said_once() -> None:
    lock = Gate("lock", Verdict.FAILED, "there is no lock specs/a.lock.yaml", "approve")
    follows = Gate("expiry", Verdict.FAILED, NO_LOCK, "approve")

    assert listed([lock, follows]) == f"\n{lock}"
