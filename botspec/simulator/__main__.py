"""`python -m botspec.simulator --config FILE`: prints one line of JSON when it is ready."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

from botspec.simulator.config import ConfigRefused, read
from botspec.simulator.serve import Ready, print_line, serve
from botspec.simulator.store import StoreRefused

REFUSED, UNAVAILABLE, INTERRUPTED = 2, 8, 130


def main() -> int:
    """Serve what the file says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m botspec.simulator", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="a JSON file with the fields of simulator.config")
    parser.add_argument("--json", action="store_true", help="said for clarity: the ready line is always JSON")
    parser.add_argument("--address", type=Path, help="keep the ready line in this file, for whoever comes later")
    asked = parser.parse_args()
    try:
        serve(read(asked.config), partial(_announce, asked.address))
    except (ConfigRefused, StoreRefused) as refused:
        sys.stderr.write(f"{refused}\n")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        sys.stderr.write(f"cannot listen: {error}\n")
        return UNAVAILABLE
    return 0


def _announce(address: Path | None, ready: Ready) -> None:
    """The file first: whoever started this may be killed before it reads the line."""
    if address is not None:
        draft = address.with_name(f".{address.name}.{ready.pid}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w") as file:
            file.write(ready.line())
        draft.replace(address)
    with suppress(BrokenPipeError):
        print_line(ready)


if __name__ == "__main__":
    sys.exit(main())
