"""Write docs/indicators.md: `python -m tests.generate.indicators`."""

from __future__ import annotations

from pathlib import Path

from botspec.expressions.reference import indicators_page

TARGET = Path(__file__).parents[2] / "docs" / "indicators.md"

if __name__ == "__main__":
    TARGET.write_text(indicators_page(), encoding="utf-8")
    print(f"{TARGET.name} written")
