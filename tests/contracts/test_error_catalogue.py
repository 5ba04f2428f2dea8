"""Every line of the error catalogue: status, code, message and the fields beside them."""

from __future__ import annotations

import pytest

from tests.contracts.catalogue import ROWS, Row, asked
from tests.generate.simulator_conformance import PAGE, table


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_line_of_the_catalogue(row: Row) -> None:
    seen = asked(row)
    assert (seen.status, seen.body.get("code"), seen.body["message"]) == (row.status, row.code, row.message)
    assert set(seen.body) == {"message", *row.extra} | (set() if row.code is None else {"code"})


def test_the_page_lists_them_all() -> None:
    """`python -m tests.generate.simulator_conformance` rewrites it."""
    assert table() in PAGE.read_text(encoding="utf-8")
