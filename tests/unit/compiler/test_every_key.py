"""A right spec with each key and value wrong in turn: nothing is ignored, nothing is read as something else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from botspec.compiler.check import Checked, check
from botspec.diagnostics.finding import Finding, Severity

LINES = """\
version: 1
id: dip-buyer
mode: paper
capital: 25000 USD
universe:
  symbols: [AAPL, MSFT, GOOG, IBM]
  benchmark: IBM
data:
  source: alpaca
  timeframe: 1Day
params:
  oversold: 30
strategy:
  kind: rules
  let:
    strength: rsi(close, 14)
  long:
    enter: strength < oversold
    exit: strength > 55
  rank: -strength
sizing:
  kind: percent_of_equity
  percent: 30%
orders:
  entry:
    type: market
    time_in_force: day
risk:
  limits:
    max_position: 35%
    max_order_notional: 10000 USD
    max_open_positions: 3
    max_orders_per_minute: 10
    max_gross_exposure: 95%
    max_price_deviation: 3%
  guards:
    - kind: drawdown
      limit: 8%
      from: peak
      action: flatten
      release: manual
schedule:
  submit: after_open
report:
  formats: [json]
""".splitlines()
KEYED = [number for number, line in enumerate(LINES) if ":" in line]
VALUED = [number for number in KEYED if not LINES[number].endswith(":")]
LIMITS = [number for number, line in enumerate(LINES) if ": " in line and line.split(": ")[1][:1].isdigit()][3:]
NAMES_OF_OURS = ("oversold", "strength")


def judged(lines: list[str]) -> Checked:
    return check("bot.yaml", ("\n".join(lines) + "\n").encode())


def errors(lines: list[str]) -> list[Finding]:
    return [each for each in judged(lines).findings if each.severity is Severity.ERROR]


def parts(number: int) -> tuple[str, str, str]:
    """Indent (with the dash of a list), key and value of a line."""
    key, _, value = LINES[number].partition(":")
    name = key.lstrip(" -")
    return key[: len(key) - len(name)], name, value.strip()


def with_line(number: int, *lines: str) -> list[str]:
    return [*LINES[:number], *lines, *LINES[number + 1 :]]


def with_value(number: int, value: str) -> list[str]:
    indent, name, _ = parts(number)
    return with_line(number, f"{indent}{name}: {value}")


def test_it_is_right() -> None:
    assert errors(LINES) == []


@pytest.mark.parametrize("number", KEYED)
def test_a_key_twice_names_both_lines(number: int) -> None:
    indent, name, _ = parts(number)
    end = next((each for each in range(number + 1, len(LINES)) if len(parts(each)[0]) <= len(indent)), len(LINES))
    again = f"{' ' * len(indent)}{name}: 1"
    (found,) = errors([*LINES[:end], again, *LINES[end:]])
    assert found.code == "BS006"
    assert {found.span.line, *(each.span.line for each in found.related)} == {number + 1, end + 1}


def misspelt(name: str) -> Iterator[str]:
    yield name[:-1]
    yield name + name[-1]
    yield name[1] + name[0] + name[2:]


@pytest.mark.parametrize("number", KEYED)
def test_a_misspelt_key_is_refused_with_the_one_that_is_meant(number: int) -> None:
    indent, name, value = parts(number)
    for wrong in misspelt(name):
        found = errors(with_line(number, f"{indent}{wrong}: {value}".rstrip()))
        assert found, wrong
        if name not in NAMES_OF_OURS:
            assert any(name in f"{each.label} {each.help}" for each in found), (wrong, found)


@pytest.mark.parametrize("form", ["&here {}", "!!str {}", "!python/object:os.system {}", "*here", "&here [*here]"])
def test_anchors_aliases_and_tags_are_refused(form: str) -> None:
    for number in VALUED:
        assert [each.code for each in errors(with_value(number, form.format(parts(number)[2])))] == ["BS007"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([*LINES, "---", *LINES], "BS009"),
        (["%YAML 1.1", "---", *LINES], "BS007"),
        (["%TAG ! tag:x,2000:", "---", *LINES], "BS007"),
        (with_line(4, "universe: &u", "  benchmark: IBM", "more:", "  <<: *u"), "BS007"),
    ],
)
def test_documents_directives_and_merges_are_refused(lines: list[str], code: str) -> None:
    assert [each.code for each in errors(lines)] == [code]


@pytest.mark.parametrize("number", LIMITS)
def test_a_limit_that_is_none_is_refused(number: int) -> None:
    for value in (".nan", "nan", ".inf", "-.inf", "nan%", "inf USD", "-1", "-5%", "-10 USD", "0", "0%"):
        assert errors(with_value(number, value)), (LINES[number], value)


@pytest.mark.parametrize("number", LIMITS)
def test_what_yaml_reads_as_something_else_is_refused_where_a_number_is_due(number: int) -> None:
    for value in ("1e4", "0x10", "15:55", "2026-01-02", "yes", "~", "null", "on", "''"):
        assert errors(with_value(number, value)), (LINES[number], value)


@pytest.mark.parametrize(("written", "meant"), [("010", 10), ("1_000", 1000)])
def test_a_count_is_read_in_tens(written: str, meant: int) -> None:
    number = LINES.index("    max_orders_per_minute: 10")
    context = judged(with_value(number, written)).context
    assert context is not None
    limit = context.blocks.limit("max_orders_per_minute")
    assert limit is not None
    assert getattr(limit.params, "limit") == meant  # noqa: B009


LOOKALIKES = ("\u0410APL", "AA\u200bPL", "AA\u202ePL", "AA\u0000PL", "AA\x1bPL", "\uff21APL", "AAPL\u0301")


@pytest.mark.parametrize("word", LOOKALIKES)
def test_letters_that_look_like_others_are_refused(word: str) -> None:
    """In the bot's id, a symbol, the benchmark, a name of the spec's own."""
    for number in (1, 5, 6, 15):
        found = judged(with_value(number, f"[MSFT, {word}]" if number == 5 else word)).findings
        assert [each for each in found if each.severity is Severity.ERROR]
        shown = "".join(f"{each.message}{each.label}{each.help}" for each in found)
        assert not {"\u202e", "\u200b", "\x1b", "\x00"} & set(shown)
