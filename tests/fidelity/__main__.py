"""`python -m tests.fidelity`: compare everything and write docs/fidelity.md; exit 1 when anything differs."""

from __future__ import annotations

import sys

from tests.fidelity.compare import PAGE, everything, render

found = everything()
PAGE.write_text(render(found), encoding="utf-8")
different = [f"{each.simple.title} on {each.symbol}" for each in found if not each.equal]
print("\n".join(different) if different else f"{len(found)} of {len(found)} agree to the cent; wrote {PAGE.name}")
sys.exit(bool(different))
