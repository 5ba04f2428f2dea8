"""The HTML page and the Markdown text of a record, through Jinja."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from botspec import __version__
from botspec.domain.intents import Reading
from botspec.report import escape, words
from botspec.report.kept_templates import KeptTemplates
from botspec.report.record import RunRecord
from botspec.report.view import view

_FLAT_MONTH = 0.0005  # shown as 0.0%
TEMPLATES = Path(__file__).with_name("templates")


def html(record: RunRecord) -> str:
    """One self-contained page: no script, nothing loaded."""
    style = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704  our own file
    return _render(_html(), "report.html.j2", record, style=style)


def markdown(record: RunRecord) -> str:
    """For a pull request: the numbers first, long tables folded."""
    return _render(_markdown(), "report.md.j2", record)


def _render(environment: Environment, name: str, record: RunRecord, **more: object) -> str:
    environment.filters["moment"] = words.day if record.daily else words.minute
    return environment.get_template(name).render(version=__version__, **view(record), **more)


@cache
def _html() -> Environment:
    return _environment(lambda value: escape.clean(value) if type(value) is str else value)


@cache
def _markdown() -> Environment:
    def harmless(value: object) -> object:
        if isinstance(value, str) and not isinstance(value, Markup):
            return Markup(escape.markdown(value))  # noqa: S704  disarmed just there
        return value

    return _environment(harmless)


def _environment(finalize: Any) -> Environment:  # noqa: ANN401  Jinja's own type
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=KeptTemplates((__file__, escape.__file__, words.__file__)),
    )
    environment.filters |= {
        "money": words.money,
        "percent": words.percent,
        "a_year": words.a_year,
        "of_a_year": words.of_a_year,
        "measured": words.measured,
        "ratio": words.ratio,
        "quantity": words.quantity,
        "price": words.price,
        "count": words.count,
        "day": words.day,
        "plural": words.plural,
        "spaced": spaced,
        "some": some,
        "used": lambda reading: measured(reading, "used"),
        "allowed": lambda reading: measured(reading, "allowed"),
        "shade": shade,
    }
    return environment


def spaced(word: str) -> str:
    """`partially_filled` as `partially filled`."""
    return word.replace("_", " ")


def some(names: Sequence[str], shown: int) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more


def measured(reading: Reading, field: str) -> str:
    """One side of a reading with its unit."""
    value = getattr(reading, field)
    if not value.is_finite():
        return words.NOT_KNOWN
    return f"{words.money(value)} USD" if reading.unit == "USD" else f"{words.quantity(value)} {reading.unit}"


def shade(value: float) -> str:
    """A CSS class for a return: g1 to g3 for gains, r1 to r3 for losses."""
    strength = min(3, 1 + int(abs(value) / 0.02))
    return "" if abs(value) < _FLAT_MONTH else f"{'g' if value > 0 else 'r'}{strength}"
