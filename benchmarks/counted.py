"""`python -m benchmarks.counted run ...`: botspec, and as the last line how many HTTP requests it made."""

from __future__ import annotations

import http.client
import json
import sys
from typing import Any

from botspec.cli.main import main

putrequest = http.client.HTTPConnection.putrequest
made: list[str] = []


def counting(connection: Any, method: str, url: str, **options: Any) -> None:
    """Count, then do it."""
    made.append(method)
    putrequest(connection, method, url, **options)


if __name__ == "__main__":
    http.client.HTTPConnection.putrequest = counting  # type: ignore[method-assign, assignment]
    try:
        main(sys.argv[1:])
    finally:
        print("\n" + json.dumps({"requests": len(made)}))
