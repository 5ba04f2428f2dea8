"""What two back-tests came to, as text, Markdown, data and a small picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from botspec.diagnostics.visible import visible
from botspec.gitops.behaviour import Behaviour, NotTried, OrderSeen
from botspec.report.escape import markdown

MOST_ORDERS = 8
_BLOCKS = "▁▂▃▄▅▆▇█"
_SAMPLES = 60
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 240, 76, 34, 24
_OLD, _NEW = "#8a8f98", "#1565c0"


def text(found: Sequence[Behaviour | NotTried]) -> str:
    """For a terminal."""
    return "".join("\n".join(_text(each)) + "\n\n" for each in found)


def _text(found: Behaviour | NotTried) -> Iterator[str]:
    if isinstance(found, NotTried):
        of = ", ".join(part for part in (found.bot, found.name) if part)
        yield visible(f"behaviour of {of}: not tried: {found.why}")
        return
    yield f"behaviour of {found.bot}, {_over(found)}"
    if found.same:
        yield "  the same orders, the same equity"
        return
    yield f"  {_orders(found)}"
    width = max(len(line.name) for line in found.lines)
    for line in found.lines:
        mark = " " if line.same else "*"
        yield f"  {mark} {line.name:<{width}}  {line.before:>14} -> {line.after:>14}"
    for curve, word in zip(found.equity, ("old", "new"), strict=True):
        yield f"    {word}  {spark(curve, found.equity)}"
    for word, orders in _groups(found):
        yield f"  {word}"
        yield from (f"    {visible(_order(order))}" for order in orders[:MOST_ORDERS])
        if len(orders) > MOST_ORDERS:
            yield f"    and {len(orders) - MOST_ORDERS} more"


def as_markdown(found: Sequence[Behaviour | NotTried], pictures: Sequence[str] = ()) -> str:
    """For a comment; `pictures` are paths of charts, one each, where there are any."""
    shown = [*pictures, *[""] * len(found)]
    return "\n\n".join("\n".join(_markdown(each, picture)) for each, picture in zip(found, shown, strict=False))


def _markdown(found: Behaviour | NotTried, picture: str) -> Iterator[str]:
    yield f"#### Behaviour of {markdown(found.bot)}"
    yield ""
    if isinstance(found, NotTried):
        yield f"Not tried: {markdown(found.why)}."
        return
    yield f"Both versions, {markdown(_over(found))}."
    yield ""
    if found.same:
        yield "The same orders, the same equity."
        return
    yield f"**{_orders(found)}.**"
    yield from ("", "| | before | after |", "|---|--:|--:|")
    for line in found.lines:
        after = markdown(line.after)
        yield f"| {markdown(line.name)} | {markdown(line.before)} | {after if line.same else f'**{after}**'} |"
    yield ""
    if picture:
        yield f"![Equity of both versions]({picture})"
    else:
        old, new = (spark(curve, found.equity) for curve in found.equity)
        yield from ("```text", f"before {old}", f"after  {new}", "```")
    for word, orders in _groups(found):
        yield from ("", f"<details><summary>{len(orders)} orders {word}</summary>", "")
        yield from ("| day | order | before | after |", "|---|---|---|---|")
        for order in orders[:MOST_ORDERS]:
            cells = (f"{order.on}", f"{order.side} {order.symbol} ({order.leg})", order.before or "", order.after or "")
            yield f"| {' | '.join(map(markdown, cells))} |"
        if len(orders) > MOST_ORDERS:
            yield f"| … | {len(orders) - MOST_ORDERS} more | | |"
        yield from ("", "</details>")


def as_data(found: Sequence[Behaviour | NotTried]) -> list[dict[str, Any]]:
    """Plain values; equity in USD."""
    return [_data(each) for each in found]


def _data(found: Behaviour | NotTried) -> dict[str, Any]:
    if isinstance(found, NotTried):
        return {"bot": found.bot, "over": found.name, "why_not": found.why}
    old, new = found.equity
    return {
        "bot": found.bot,
        "over": found.name,
        "bars": found.bars,
        "note": found.note,
        "orders": list(found.orders),
        **{word: [_order_data(order) for order in orders] for word, orders in _each_group(found)},
        "numbers": [{"name": line.name, "before": line.before, "after": line.after} for line in found.lines],
        "days": [day.isoformat() for day in found.days],
        "equity": {"before": [round(each, 2) for each in old], "after": [round(each, 2) for each in new]},
    }


def _order_data(order: OrderSeen) -> dict[str, Any]:
    return {"on": order.on.isoformat(), "symbol": order.symbol, "side": order.side, "leg": order.leg} | {
        "before": order.before,
        "after": order.after,
    }


def chart(found: Behaviour) -> str:
    """Equity of both versions as an SVG that needs nothing else."""
    low, high = _range(found.equity)
    name = escape(f"{found.bot}: equity of both versions, {found.name}")
    place = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    lines = "".join(
        f'<path d="{_path(curve, low, high)}" fill="none" stroke="{colour}" stroke-width="{width}" '
        'stroke-linejoin="round"/>'
        for curve, colour, width in zip(found.equity, (_OLD, _NEW), (2.2, 1.6), strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {place} role="img" aria-label="{name}" '
        'font-family="system-ui, sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f"{_axis(low, high)}{lines}{_legend(found)}{_days(found)}</svg>\n"
    )


def _axis(low: float, high: float) -> str:
    shown = []
    for part in range(5):
        value = low + (high - low) * part / 4
        y = _height(value, low, high)
        shown.append(
            f'<line x1="{LEFT}" x2="{WIDTH - 12}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e4e7eb"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#57606a">{value:,.0f}</text>'
        )
    return "".join(shown)


def _legend(found: Behaviour) -> str:
    shown = []
    for number, (word, colour, curve) in enumerate(zip(("before", "after"), (_OLD, _NEW), found.equity, strict=True)):
        x, last = LEFT + number * 210, f"{curve[-1]:,.0f} USD" if curve else "unknown"
        shown.append(
            f'<rect x="{x}" y="12" width="18" height="4" fill="{colour}"/>'
            f'<text x="{x + 26}" y="18" fill="#24292f">{word}: {last}</text>'
        )
    return "".join(shown)


def _days(found: Behaviour) -> str:
    if not found.days:
        return ""
    y, ends = HEIGHT - 7, ((LEFT, "start", found.days[0]), (WIDTH - 12, "end", found.days[-1]))
    return "".join(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#57606a">{day}</text>' for x, anchor, day in ends
    )


def _path(curve: Sequence[float], low: float, high: float) -> str:
    kept = _thinned(curve, WIDTH)
    step = (WIDTH - 12 - LEFT) / max(1, len(kept) - 1)
    return "M" + "L".join(f"{LEFT + at * step:.1f} {_height(each, low, high):.1f}" for at, each in enumerate(kept))


def _height(value: float, low: float, high: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)


def _range(curves: Sequence[Sequence[float]]) -> tuple[float, float]:
    values = [each for curve in curves for each in curve] or [0.0]
    low, high = min(values), max(values)
    return (low, high) if high - low > 1 else (low - 1, high + 1)


def spark(curve: Sequence[float], curves: Sequence[Sequence[float]]) -> str:
    """A curve in a line of text, on the scale of all of them."""
    low, high = _range(curves)
    steps = len(_BLOCKS) - 1
    return "".join(_BLOCKS[round((each - low) / (high - low) * steps)] for each in _thinned(curve, _SAMPLES))


def _thinned(curve: Sequence[float], most: int) -> list[float]:
    """At most so many samples, evenly, the last one always."""
    if len(curve) <= most:
        return list(curve)
    return [curve[round(at * (len(curve) - 1) / (most - 1))] for at in range(most)]


def _over(found: Behaviour) -> str:
    note = f" ({found.note})" if found.note else ""
    return f"{found.name}, bars {found.bars[:12]}{note}"


def _orders(found: Behaviour) -> str:
    counts = (f"{len(orders)} {word}" for word, orders in _each_group(found))
    return f"orders {found.orders[0]} -> {found.orders[1]}: {', '.join(counts)}"


def _each_group(found: Behaviour) -> Iterator[tuple[str, tuple[OrderSeen, ...]]]:
    yield from (("appeared", found.appeared), ("vanished", found.vanished), ("changed", found.changed))


def _groups(found: Behaviour) -> Iterator[tuple[str, tuple[OrderSeen, ...]]]:
    yield from (each for each in _each_group(found) if each[1])


def _order(order: OrderSeen) -> str:
    sides = " -> ".join(each for each in (order.before, order.after) if each is not None)
    return f"{order.on} {order.side} {order.symbol} ({order.leg}): {sides}"
