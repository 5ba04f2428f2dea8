"""Annotations of rows, read once a text."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

import pytest

from botspec.journal.codec import KINDS
from botspec.journal.encoding import _hints


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_they_mean_what_they_say(kind: str) -> None:
    cls = KINDS[kind]

    found = _hints(cls)

    told = get_type_hints(cls)
    assert found == {each.name: told[each.name] for each in fields(cls)}
