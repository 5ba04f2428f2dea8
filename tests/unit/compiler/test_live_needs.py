"""What a spec of mode live may not leave out."""

import pytest

from tests.unit.compiler.specs import codes
from tests.unit.compiler.test_checks import GUARDS

LIVE = (("mode: backtest", "mode: live\ncapital: 25000 USD"), ("source: sample", "source: alpaca"))


@pytest.mark.parametrize(
    ("edits", "missed"),
    [((), []), (((GUARDS, ""),), ["BS401"]), ((("capital: 25000 USD\n", ""),), ["BS406"])],
    ids=["nothing", "a guard of its losses", "what it may call its own"],
)
def test_a_live_spec_without_it_is_refused(edits: tuple[tuple[str, str], ...], missed: list[str]) -> None:
    assert [code for code in codes(*LIVE, *edits) if code in {"BS401", "BS406"}] == missed
