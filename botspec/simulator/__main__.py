"""`python -m botspec.simulator --config FILE`: prints one line of JSON when it is ready."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from botspec.simulator.config import ConfigRefused, read
from botspec.simulator.serve import print_line, serve
from botspec.simulator.store import StoreRefused

REFUSED, UNAVAILABLE, INTERRUPTED = 2, 8, 130


def main() -> int:
    """Serve what the file says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m botspec.simulator", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="a JSON file with the fields of simulator.config")
    parser.add_argument("--json", action="store_true", help="said for clarity: the ready line is always JSON")
    try:
        serve(read(parser.parse_args().config), print_line)
    except (ConfigRefused, StoreRefused) as refused:
        sys.stderr.write(f"{refused}\n")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        sys.stderr.write(f"cannot listen: {error}\n")
        return UNAVAILABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
