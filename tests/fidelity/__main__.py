"""`python -m tests.fidelity`: compare everything and write docs/fidelity.md; exit 1 when anything is unexplained."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from tests.fidelity.compare import everything
from tests.fidelity.page import PAGE, render

if missing := [name for name in ("backtesting", "backtrader", "bt") if find_spec(name) is None]:
    sys.exit(f"{', '.join(missing)} not installed: pip install -r requirements/bench.lock")
found = list(everything())
PAGE.write_text(render(found), encoding="utf-8")
pairs = [(each, engine) for each in found for engine in each.theirs]
surprising = [
    f"{each.strategy.title} on {each.symbols} in {engine}" for each, engine in pairs if not each.as_told(engine)
]
equal = sum(each.difference(engine) is None for each, engine in pairs)
print("\n".join(surprising) if surprising else f"{equal} of {len(pairs)} agree to the cent, the others as explained")
sys.exit(bool(surprising))
