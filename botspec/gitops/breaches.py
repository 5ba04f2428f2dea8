"""Where a spec asks for more than a policy allows: one function a kind of rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botspec.compiler.blocks import Chosen
from botspec.compiler.checks.loss_guard import LOSS_GUARDS, watches_the_bot
from botspec.compiler.context import Context
from botspec.domain.values import Money
from botspec.gitops.category import Category
from botspec.gitops.parts import differences
from botspec.gitops.policy import Policy
from botspec.gitops.read_policy import PolicyRead
from botspec.gitops.weigh import weigh
from botspec.spec.guard_params import EquityGuardParams
from botspec.spec.looser import Looser, looser
from botspec.spec.orders import OrderPolicy
from botspec.spec.params import Params
from botspec.spec.paths import Path
from botspec.spec.shape import flow
from botspec.spec.words import Scope


@dataclass(frozen=True, slots=True)
class Breach:
    """`rule` names it; `path` is the place in the spec, `of` the one in the policy."""

    rule: str
    code: str
    path: Path
    of: Path
    message: str
    label: str
    verdict: str = "the policy does not allow it"


_REQUIRES = "the policy requires it"


def breaches(context: Context, read: PolicyRead) -> Iterator[Breach]:
    """Every rule of a policy that a spec breaks."""
    policy = read.policy
    if policy is None or context.spec.mode.rank < policy.from_mode.rank:
        return
    yield from _choices(context, policy)
    yield from _capital(context, policy)
    yield from _symbols(context, policy)
    yield from _orders(context, policy)
    yield from _plugins(context, policy)
    yield from _limits(context, read)
    yield from _guards(context, read)
    yield from _required(context, policy)


def _ceiling(name: str) -> tuple[str, Path]:
    return f"ceilings.{name}", ("ceilings", name)


def _choices(context: Context, policy: Policy) -> Iterator[Breach]:
    spec, said = context.spec, policy.ceilings
    if said.modes is not None and spec.mode not in said.modes:
        label = f"allowed: {', '.join(said.modes)}"
        yield Breach("ceilings.modes", "BS601", ("mode",), ("ceilings", "modes"), f"mode '{spec.mode}'", label)
    if said.accounts is not None and spec.account not in said.accounts:
        rule, of = _ceiling("accounts")
        yield Breach(
            rule, "BS601", ("account",), of, f"account '{spec.account}'", f"allowed: {', '.join(said.accounts)}"
        )


def _capital(context: Context, policy: Policy) -> Iterator[Breach]:
    most, asked = policy.ceilings.capital, context.spec.capital
    if most is None or (isinstance(asked, Money) and asked.amount <= most.amount):
        return
    if asked is None and context.spec.simulation.cash.amount <= most.amount:
        return
    rule, of = _ceiling("capital")
    told = asked if asked is not None else context.spec.simulation.cash
    path: Path = ("capital",) if asked is not None else ("simulation", "cash")
    yield Breach(rule, "BS602", path, of, f"capital {told}", f"write at most {most}")


def _symbols(context: Context, policy: Policy) -> Iterator[Breach]:
    said, symbols = policy.ceilings, context.spec.universe.symbols
    rule, of = _ceiling("symbols")
    for index, symbol in enumerate(symbols):
        if said.symbols is not None and symbol not in said.symbols:
            yield Breach(rule, "BS603", ("universe", "symbols", index), of, f"symbol {symbol}", "remove it")
    if said.max_symbols is not None and len(symbols) > said.max_symbols:
        rule, of = _ceiling("max_symbols")
        text, label = f"{len(symbols)} symbols", f"list at most {said.max_symbols}"
        yield Breach(rule, "BS603", ("universe", "symbols"), of, text, label)


def _orders(context: Context, policy: Policy) -> Iterator[Breach]:
    allowed = policy.ceilings.order_types
    for path, kind in _order_types(context) if allowed is not None else ():
        if kind not in (allowed or ()):
            rule, of = _ceiling("order_types")
            yield Breach(rule, "BS604", path, of, f"order type '{kind}'", f"allowed: {', '.join(allowed or ())}")
    sides = policy.ceilings.sides
    for path, side in _sides(context) if sides is not None else ():
        if side not in (sides or ()):
            rule, of = _ceiling("sides")
            yield Breach(rule, "BS604", path, of, f"{side} positions", f"allowed: {', '.join(sides or ())}")


def _order_types(context: Context) -> Iterator[tuple[Path, str]]:
    orders = context.spec.orders
    for name, policy in (("entry", orders.entry), ("exit", orders.exit)):
        yield ("orders", name, "type"), policy.type
        yield from _by_side(("orders", name), policy)


def _by_side(path: Path, policy: OrderPolicy) -> Iterator[tuple[Path, str]]:
    for side in ("long", "short"):
        own = getattr(policy, side)
        if own is not None:
            yield (*path, side, "type"), own.type


def _sides(context: Context) -> Iterator[tuple[Path, str]]:
    """Which ways the strategy can go: a pair goes both."""
    params = context.strategy.params
    for side in ("long", "short"):
        if getattr(params, side, None) is not None:
            yield ("strategy", side), side


def _plugins(context: Context, policy: Policy) -> Iterator[Breach]:
    allowed = policy.ceilings.plugins
    for index, plugin in enumerate(context.spec.plugins):
        if allowed is not None and plugin.sha256 not in allowed:
            rule, of = _ceiling("plugins")
            path: Path = ("plugins", index, "sha256")
            yield Breach(rule, "BS608", path, of, f"plug-in '{plugin.module}'", "have its digest added to the policy")


def _limits(context: Context, read: PolicyRead) -> Iterator[Breach]:
    for kind, ceiling in read.limits.items():
        rule, of, path = f"ceilings.limits.{kind}", ceiling.path, ("risk", "limits", kind)
        asked, most = context.blocks.limit(kind), _written(ceiling.params)["limit"]
        if asked is None:
            yield Breach(rule, "BS605", path, of, f"no limit '{kind}'", f"add {kind}: {flow(most)}", _REQUIRES)
        elif any(each.category is Category.RISK_LOOSENED for each in differences(ceiling.params, asked.params)):
            text = f"{kind} {_written(asked.params)['limit']}"
            yield Breach(rule, "BS605", path, of, text, f"write {most}, or what is stricter")


def _guards(context: Context, read: PolicyRead) -> Iterator[Breach]:
    for kind, ceiling in read.guards.items():
        rule, of = f"ceilings.guards.{kind}", ("ceilings", "guards", kind)
        asked = [guard for guard in context.blocks.guards if guard.kind == kind]
        loose = [(guard, _looser_keys(ceiling, guard)) for guard in asked]
        if any(not keys for _, keys in loose):
            continue
        if not loose:
            yield Breach(
                rule, "BS606", ("risk", "guards"), of, f"no guard '{kind}'", f"add {_told(kind, ceiling)}", _REQUIRES
            )
            continue
        guard, keys = loose[0]
        written, most = _written(guard.params), {"scope": Scope.BOT.value, **_written(ceiling)}
        text = f"{kind} with {', '.join(f'{key} {written.get(key)}' for key in keys)}"
        label = f"write {', '.join(f'{key}: {most[key]}' for key in keys)}, or what is stricter"
        yield Breach(rule, "BS606", (*guard.path, keys[0]), of, text, label)


def _looser_keys(ceiling: Params, guard: Chosen) -> list[str]:
    """Keys of a guard that are looser than the ceiling names."""
    found = []
    for name, field in type(guard.params).model_fields.items():
        most = _meant(ceiling, name, guard)
        if most is not None:
            category = weigh(most, getattr(guard.params, name), looser(field) or Looser.ANY)
            found += [field.alias or name] if category is Category.RISK_LOOSENED else []
    return found


def _meant(ceiling: Params, name: str, guard: Chosen) -> object:
    """A ceiling of losses that names no scope means the bot's: another scope measures something else."""
    asked: object = getattr(ceiling, name)
    return Scope.BOT if asked is None and name == "scope" and isinstance(guard.params, EquityGuardParams) else asked


def _required(context: Context, policy: Policy) -> Iterator[Breach]:
    loss = [guard for guard in context.blocks.guards if guard.kind in LOSS_GUARDS and watches_the_bot(context, guard)]
    there = {guard.kind for guard in context.blocks.guards if guard.kind not in LOSS_GUARDS or guard in loss}
    for mode, kinds in policy.required_guards.items():
        for index, kind in enumerate(kinds):
            if context.spec.mode.rank >= mode.rank and kind not in there:
                rule, of = f"required_guards.{mode}.{kind}", ("required_guards", str(mode), index)
                verdict = f"{_REQUIRES} from mode '{mode}' up"
                label = f"add {{kind: {kind}, ...}}"
                yield Breach(rule, "BS607", ("risk", "guards"), of, f"no guard '{kind}'", label, verdict)


def _written(params: Params) -> dict[str, Any]:
    return params.model_dump(mode="json", by_alias=True, exclude_none=True)


def _told(kind: str, ceiling: Params) -> str:
    keys = "".join(f", {key}: {value}" for key, value in _written(ceiling).items())
    return f"{{kind: {kind}{keys}, ...}}"
