from __future__ import annotations

import subprocess
import sys

import pytest

from botspec.spec.complaints import MOST_FINDINGS
from botspec.spec.text import MOST_BYTES
from tests.properties.malformed_specs import judge, specs
from tests.unit.compiler.specs import RIGHT


@pytest.mark.parametrize("seed", range(4))
def test_any_bytes_end_in_a_judgement_with_places(seed: int) -> None:
    for spec in specs(60, seed):
        judge(spec)


LARGEST = {
    "one long word": b"a" * (MOST_BYTES - 1),
    "brackets": b"a: " + b"[" * (MOST_BYTES - 4),
    "braces": b"{" * (MOST_BYTES - 1),
    "question marks": b"? " * (MOST_BYTES // 2 - 1),
    "line ends": b"\n" * (MOST_BYTES - 1),
    "a quote": b"a: '" + b"x\n\n " * (MOST_BYTES // 4 - 2),
    "escapes": b'a: "' + b"\\x41" * (MOST_BYTES // 4 - 2) + b'"',
    "hashes": b"#\n" * (MOST_BYTES // 2 - 1),
    "secrets": b"# " + b"http://key" * (MOST_BYTES // 10 - 1),
    "tokens": b"# " + b"aB3-" * (MOST_BYTES // 4 - 2),
    "keys": b"".join(b"k%d: 1\n" % number for number in range(4_900)),
    "a rule": RIGHT.replace("strength < oversold", "(" * 100_000).encode(),
    "unknown names": RIGHT.replace("strength < oversold", " + ".join(["zz"] * 600)).encode(),
    "a symbol list": RIGHT.replace("[AAPL,", "[" + "AAPL, " * 4_000).encode(),
}


@pytest.mark.parametrize("spec", LARGEST.values(), ids=LARGEST)
def test_the_largest_files_are_judged_too(spec: bytes) -> None:
    assert len(spec) <= MOST_BYTES
    assert 1 <= judge(spec) <= MOST_FINDINGS


MEASURE = """
from pathlib import Path
from botspec.compiler.check import check
from tests.properties.test_malformed_specs import LARGEST
for name in ("line ends", "a quote", "keys", "a rule"):
    check("bot.yaml", LARGEST[name])
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much a process took at most")
def test_the_heaviest_of_them_take_less_than_a_hundred_megabytes() -> None:
    told = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 100_000
