"""What can be wrong with a bot whose text is right: one check a file, each a function of the context."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from botspec.compiler.checks.auctions import auctions
from botspec.compiler.checks.blackout import blackout
from botspec.compiler.checks.capital import capital
from botspec.compiler.checks.coins import coins
from botspec.compiler.checks.constant_rule import constant_rules
from botspec.compiler.checks.contributes import contributes
from botspec.compiler.checks.exit_is_entry import exit_is_entry
from botspec.compiler.checks.exits import exits
from botspec.compiler.checks.fast_slow import fast_slow
from botspec.compiler.checks.guards import guards
from botspec.compiler.checks.hours import hours
from botspec.compiler.checks.live_limits import live_limits
from botspec.compiler.checks.look_ahead import look_ahead
from botspec.compiler.checks.loss_guard import loss_guard
from botspec.compiler.checks.never import never
from botspec.compiler.checks.order_kinds import order_kinds
from botspec.compiler.checks.order_price import order_price, sides
from botspec.compiler.checks.period import period
from botspec.compiler.checks.protection import protection
from botspec.compiler.checks.ranges import ranges
from botspec.compiler.checks.release import release
from botspec.compiler.checks.room import room
from botspec.compiler.checks.sample import sample
from botspec.compiler.checks.shares_of import shares_of
from botspec.compiler.checks.sized import sized
from botspec.compiler.checks.source import source
from botspec.compiler.checks.submit import submit
from botspec.compiler.checks.symbols import symbols
from botspec.compiler.checks.time import time
from botspec.compiler.checks.traded import traded
from botspec.compiler.checks.unreachable import unreachable
from botspec.compiler.checks.unused import unused
from botspec.compiler.checks.warm_up import warm_up
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding

CHECKS: tuple[Callable[[Context], Iterable[Finding]], ...] = (
    source,
    symbols,
    sample,
    period,
    warm_up,
    look_ahead,
    unused,
    constant_rules,
    never,
    exit_is_entry,
    fast_slow,
    shares_of,
    sized,
    coins,
    order_price,
    sides,
    submit,
    time,
    traded,
    order_kinds,
    auctions,
    room,
    unreachable,
    hours,
    blackout,
    guards,
    loss_guard,
    live_limits,
    release,
    exits,
    protection,
    capital,
    contributes,
    ranges,
)
