"""Right specs with bytes changed at random: always a judgement with places, never a traceback, never long.

`python -m tests.properties.malformed_specs --count 5000 --seed 1` tries more than the test does.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

from botspec.compiler.check import check
from botspec.diagnostics.render_json import render as as_json
from botspec.diagnostics.render_text import render as as_text

SPECS = Path(__file__).parents[1] / "specs"
LONGEST_SECONDS = 2.0
PIECES = (
    b"\x00 \xff \xe2\x80\xae \t \r \n : - [ ] { } & * ! | > ' \" % @ ` # , ? << --- ... \\x00 \\ud800 %YAML &a *a !!str"
    b" 999999999999999999999999999999999999999 0.00000000000000000000000000000000001% \xef\xbc\x95%"
    b" null ~ 1e400 NaN inf -1 0% 5 USD 99999999999999999999 version: kind: params: ? [a] rsi( ) ( close[ ]"
).split(b" ")


def mutated(source: random.Random, spec: bytes) -> bytes:
    """`spec` after one to six cuts, doublings, swaps and insertions."""
    for _ in range(source.randint(1, 6)):
        at, end = sorted((source.randint(0, len(spec)), source.randint(0, len(spec))))
        end = min(end, at + source.choice((1, 1, 3, 10, 100)))
        match source.randint(0, 4):
            case 0:
                spec = spec[:at] + spec[end:]
            case 1:
                spec = spec[:at] + spec[at:end] * source.choice((2, 3, 50)) + spec[end:]
            case 2:
                spec = spec[:at] + source.choice(PIECES) + spec[at:]
            case 3:
                spec = spec[:at] + bytes([source.randint(0, 255)]) + spec[at + 1 :]
            case _:
                spec = spec[:at] + source.choice(PIECES) + spec[end:]
    return spec


def specs(count: int, seed: int) -> Iterator[bytes]:
    """`count` malformed specs, the same for the same seed."""
    source = random.Random(seed)  # noqa: S311  nothing secret
    right = [path.read_bytes() for path in sorted(SPECS.glob("*/*.yaml"))]
    for _ in range(count):
        yield mutated(source, source.choice(right))


def judge(spec: bytes) -> int:
    """Check a spec as `botspec validate` does, and everything that is said about it. Returns how much that is."""
    checked = check("a.yaml", spec)
    assert checked.findings or checked.context is not None
    lines = spec.count(b"\n") + spec.count(b"\r") + 1
    for found in checked.findings:
        assert 1 <= found.span.line <= lines
        assert found.span.column >= 1
        assert found.message
    text = as_text(checked.findings, {"a.yaml": checked.source})
    assert all(character.isprintable() or character == "\n" for character in text)
    as_json(checked.findings, 1).encode("ascii")
    return len(checked.findings)


def main() -> None:
    """The long one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    slowest = 0.0
    for spec in specs(options.count, options.seed):
        started = time.process_time()
        try:
            judge(spec)
        except BaseException:
            Path("malformed.yaml").write_bytes(spec)
            raise
        slowest = max(slowest, time.process_time() - started)
    assert slowest <= LONGEST_SECONDS
    print(f"{options.count} malformed specs judged, the slowest in {slowest:.2f} s of CPU")  # noqa: T201


if __name__ == "__main__":
    main()
