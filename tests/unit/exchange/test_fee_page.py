"""docs/fees.md shows the rate table as it is."""

from __future__ import annotations

from pathlib import Path

from botspec.exchange.fees.rates import MILLION, RATES, FeeType, Rate

PAGE = Path(__file__).parents[3] / "docs" / "fees.md"


def shown(row: Rate) -> str:
    if row.fee is FeeType.REG:
        rate = f"{(row.rate * MILLION).normalize():f} USD per million USD sold"
    else:
        rate = f"{row.rate:f} USD per share" + ("" if row.cap is None else f" sold, at most {row.cap} a trade")
    return f"| {row.fee} | {row.known_from} | {row.known_to} | {rate} | {row.source} |"


def test_the_page_shows_every_row_and_no_other() -> None:
    lines = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| REG |", "| TAF |", "| CAT |"))
    ]
    assert lines == [shown(row) for row in RATES]
