"""Where in a tree: keys and indexes from the root."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]


def at_path(tree: object, path: Path) -> object:
    """What stands at `path`, or None."""
    for step in path:
        match tree, step:
            case dict(), str():
                tree = tree.get(step)
            case list(), int() if step < len(tree):
                tree = tree[step]
            case _:
                return None
    return tree


def named(tree: Any, path: Path) -> str:  # noqa: ANN401  a tree of dict, list and text
    """`risk.guards[0] (daily_loss)`: a thing is named by its own name where it has one."""
    parts: list[str] = []
    for depth, step in enumerate(path, start=1):
        if isinstance(step, str):
            parts.append(f".{step}" if parts else step)
            continue
        item = at_path(tree, path[:depth])
        kind = item.get("kind") if isinstance(item, dict) else None
        parts.append(f"[{step}] ({kind})" if isinstance(kind, str) else f"[{step}]")
    return "".join(parts)
