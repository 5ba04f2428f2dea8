from __future__ import annotations

import pytest

from botspec.diagnostics.nearest import nearest

KNOWN = ("max_position", "max_open_positions", "kind", "symbols")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("max_positon", "max_position"),
        ("max-position", "max_position"),
        ("Symbols", "symbols"),
        ("symbol", "symbols"),
        ("knid", "kind"),
        ("stop_loss", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_the_word_that_was_meant(word: str, meant: str | None) -> None:
    assert nearest(word, KNOWN) == meant


def test_nothing_is_near_when_nothing_is_known() -> None:
    assert nearest("kind", ()) is None
