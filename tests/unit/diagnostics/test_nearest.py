from __future__ import annotations

import pytest

from botspec.diagnostics.nearest import certain, nearest

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


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("max_positon", KNOWN, "max_position"),
        ("max-position", KNOWN, "max_position"),
        ("Kind", KNOWN, "kind"),
        ("knid", KNOWN, "kind"),
        ("kin", KNOWN, "kind"),
        ("kynd", KNOWN, "kind"),
        ("knod", KNOWN, None),
        ("max_psitoin", KNOWN, "max_position"),
        ("max_psitoiin", KNOWN, None),
        ("id", ("is",), None),
        ("ID", ("id",), "id"),
        ("fee", ("fees", "feed"), None),
        ("", KNOWN, None),
        ("kind", (), None),
        ("k" * 1000, KNOWN, None),
    ],
)
def test_what_is_certain_is_one_slip_away_from_one_word_only(
    word: str, known: tuple[str, ...], meant: str | None
) -> None:
    assert certain(word, known) == meant
