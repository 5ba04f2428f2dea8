"""The exits of a spec, as its positions will have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from botspec.compiler.reach import compiled_reach
from botspec.execution.exits import Exits, MostEntries, Reach
from botspec.expressions import Rule
from botspec.spec.distance import Distance
from botspec.spec.exits import Exits as Written
from botspec.spec.paths import Path

EXITS: Path = ("exits",)


def compiled_exits(written: Written, rules: Mapping[Path, Rule]) -> Exits:
    """`rules` are those of the spec, by the path they stand at."""

    def reach(value: Distance | None, *path: str | int) -> Reach | None:
        return None if value is None else compiled_reach(value, (*EXITS, *path), rules)

    trailing, even, most = written.trailing_stop, written.break_even, written.max_entries
    return Exits(
        stop_loss=reach(written.stop_loss, "stop_loss"),
        take_profit=tuple(
            (compiled_reach(rung.at, (*EXITS, "take_profit", index, "at"), rules), rung.part.value)
            for index, rung in enumerate(written.take_profit)
        ),
        trail=None if trailing is None else reach(trailing.distance, "trailing_stop", "distance"),
        trail_after=None if trailing is None else reach(trailing.after_gain, "trailing_stop", "after_gain"),
        even_after=None if even is None else reach(even.after_gain, "break_even", "after_gain"),
        even_offset=None if even is None else reach(even.offset, "break_even", "offset"),
        time_limit=written.time_limit,
        before_close=None if written.before_close is None else timedelta(seconds=written.before_close.seconds),
        most_entries=None if most is None else MostEntries(most.count, most.per, most.scope),
        rests=written.rest_at_broker,
    )
