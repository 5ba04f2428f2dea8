"""Every numbered case at every broker that can be reached; Alpaca paper when its keys are here and it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.conformance.case import Case
from tests.conformance.places import ALPACA, PLACES, Place, why_not_paper
from tests.conformance.suite import cases
from tests.generate.conformance import PAGE, table


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == ALPACA and (why := why_not_paper()) is not None:
        pytest.skip(why)
    with ExitStack() as stack:
        yield stack.enter_context(PLACES[request.param]())


@pytest.mark.parametrize("place", PLACES, indirect=True, scope="module")
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.number:02}")
def test_a_case(place: Place, case: Case) -> None:
    if not case.fits(place.name):
        pytest.skip("the exchange in process has no HTTP")
    case.tried(place)


def test_the_page_lists_them_all() -> None:
    """`python -m tests.generate.conformance` rewrites it."""
    assert table() in PAGE.read_text(encoding="utf-8")
