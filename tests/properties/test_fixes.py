"""Fixing never fails, whatever a file says; what is fixed has nothing left to fix and is never harder to read."""

from __future__ import annotations

import pytest

from botspec.app.fix import fix_text
from botspec.compiler.check import check
from tests.properties.malformed_specs import specs


def texts(count: int, seed: int) -> list[str]:
    found = []
    for spec in specs(count, seed):
        try:
            found.append(spec.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_text_is_fixed_once_and_for_all(seed: int) -> None:
    for text in texts(60, seed):
        before, fixed = check("a.yaml", text.encode()), fix_text("a.yaml", text)

        assert fix_text("a.yaml", fixed.after).after == fixed.after
        assert (fixed.after != text) is bool(fixed.changes)
        assert fixed.checked.findings == check("a.yaml", fixed.after.encode()).findings
        if not any(found.code < "BS010" for found in before.findings):
            assert not any(found.code < "BS010" for found in fixed.checked.findings)
