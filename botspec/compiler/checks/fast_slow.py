"""A fast average that is not faster than the slow one never crosses it the way the names say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding

_FAST = re.compile(r"(?:^|_)fast(?:$|_)")


def fast_slow(context: Context) -> Iterator[Finding]:
    """Params named alike but for `fast` and `slow`; those of library strategies are checked where they are read."""
    numbers = context.spec.numbers
    for name, fast in numbers.items():
        other = _FAST.sub(lambda match: match[0].replace("fast", "slow"), name)
        slow = numbers.get(other) if other != name else None
        if slow is not None and fast >= slow:
            message = f"'{name}' is {fast}, '{other}' is {slow}"
            related = (context.document.related(("params", other), "the slow one"),)
            yield context.document.at_value(
                "BS317", ("params", name), message, f"write less than {slow}", related=related
            )
