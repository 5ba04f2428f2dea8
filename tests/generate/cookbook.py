"""Write docs/cookbook.md from specs/ and what they come to.

`python -m tests.generate.cookbook`, part of `make docs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from botspec import wiring
from botspec.app.backtest import run_backtest
from botspec.app.request import RunRequest
from botspec.app.run import narrowed
from botspec.compiler.check import Checked, check
from botspec.compiler.compile import compile_spec
from botspec.compiler.later import not_run
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode
from botspec.journal.chain import Seal
from botspec.journal.memory import MemoryJournal
from botspec.report import words
from botspec.report.record import RunRecord, build
from botspec.report.terminal import summary
from botspec.report.view import period
from botspec.spec.words import Source

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
PAGE = ROOT / "docs" / "cookbook.md"
SHOWN = ("params", "strategy", "sizing", "orders", "exits", "risk", "schedule")
NOT_YET = "BS113"
INTRO = """# Cookbook

Bots to start from. Copy the nearest one, give it an `id` of its own, change what its first lines say to change first,
and ask `botspec validate` and `botspec show` what came of it. Made from the specs themselves by
`python -m tests.generate.cookbook`.

The results are real runs of these files, and no promise. The shipped bars are four large companies that are still here
today, and everything below was chosen after the fact. `SYN_A` to `SYN_D` are made-up walks with trends built in,
written by `python -m tests.generate.synthetic specs/data`: they show that a bot works, and nothing about what it would
earn. The report counts what each run had to guess. Drawdown is the deepest fall of closing equity, trips are guards
that stopped the bot.

A spec marked *not yet* is valid, but this version does not run it yet: `botspec run` names the parts it would have to
leave out, and runs nothing.
"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A spec of the cookbook; `waits_for` names what keeps it from running."""

    path: Path
    text: str
    checked: Checked
    waits_for: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def purpose(self) -> list[str]:
        """The comment it begins with: what, for whom, what to change first."""
        lines = [line for line in self.text.split("\nversion:", 1)[0].splitlines() if not line.startswith("# yaml-")]
        return [line.removeprefix("#").strip() for line in lines]

    @property
    def runs(self) -> bool:
        """On bars that are at hand."""
        return not self.waits_for and not self.trades_on_paper

    @property
    def trades_on_paper(self) -> bool:
        """Its bars are Alpaca's, so that a result needs keys."""
        context = self.checked.context
        return context is not None and context.spec.data.source is Source.ALPACA

    @property
    def findings(self) -> list[Finding]:
        """What validate says of it, without what waits."""
        return [finding for finding in self.checked.findings if finding.code != NOT_YET]


@dataclass(frozen=True, slots=True)
class Result:
    """A back-test of a recipe."""

    record: RunRecord
    seal: Seal


def recipes() -> list[Recipe]:
    """Every spec in specs/, by name."""
    return [recipe(path) for path in sorted(SPECS.glob("*.yaml"))]


def recipe(path: Path) -> Recipe:
    """Read and judged. Raises SystemExit for a spec that is not right."""
    checked = check(f"specs/{path.name}", path.read_bytes())
    if checked.context is None:
        raise SystemExit(f"{path.name} is wrong: botspec validate says where")
    return Recipe(path, path.read_text(encoding="utf-8"), checked, tuple(sorted(not_run(checked.context))))


def result(of: Recipe, *, fast_forward: bool = True) -> Result:
    """What `botspec run SPEC --mode backtest` writes, in memory."""
    if of.checked.context is None:
        raise ValueError(of.name)
    asked = RunRequest(spec=of.path, runs=Path(), mode=Mode.BACKTEST)
    bot = narrowed(compile_spec(of.checked.context, SPECS), asked)
    journal = MemoryJournal()
    run_backtest(bot, wiring.local_bars(bot), journal, fast_forward=fast_forward)
    return Result(build(journal.rows(), journal.columns(), journal.seal()), journal.seal())


def page(of: list[Recipe], results: dict[str, Result]) -> str:
    """The whole page; `results` by name, of those that run."""
    parts = [INTRO, _table(of, results)]
    parts += ["\n".join(_part(each, results.get(each.name))) for each in of]
    return "\n".join(parts)


def _table(of: list[Recipe], results: dict[str, Result]) -> str:
    rows = ["| spec | period | final equity, USD | trades | drawdown | trips |", "|---|---|---|---|---|---|"]
    for each in of:
        link = f"[{each.name}](#{each.name})"
        done = results.get(each.name)
        rows.append(f"| {link} | {_why_none(each)} | | | | |" if done is None else _row(link, done.record))
    return "\n".join(rows) + "\n"


def _why_none(of: Recipe) -> str:
    return "*not yet*" if of.waits_for else "*on paper*"


def _row(link: str, record: RunRecord) -> str:
    earned = words.percent(record.performance.total_return, sign=True)
    fell = words.percent(record.performance.max_drawdown)
    trades = words.count(record.trade_numbers.count)
    first, last = period(record) or ("", "")
    equity = f"{words.money(record.final_equity)} ({earned})"
    return f"| {link} | {first} to {last} | {equity} | {trades} | {fell} | {len(record.trips)} |"


def _part(of: Recipe, done: Result | None) -> Iterator[str]:
    yield f"## {of.name}\n"
    yield "\n".join(of.purpose) + "\n"
    yield f"From [specs/{of.path.name}](../specs/{of.path.name}):\n"
    yield f"```yaml\n{_key_lines(of.text)}\n```\n"
    if done is None and not of.waits_for:
        yield "It trades on Alpaca's own bars, so no result stands here: `botspec run` needs keys.\n"
    elif done is None:
        yield "*Not yet*: it validates; this version does not run it yet. It waits for " + _list(of.waits_for) + ".\n"
    else:
        yield f"`botspec run specs/{of.path.name} --mode backtest` comes to\n"
        yield f"```text\n{summary(done.record)}\n```\n"
    if of.findings:
        yield "Validate says: " + "; ".join(_said(finding) for finding in of.findings) + ".\n"


def _key_lines(text: str) -> str:
    """The parts that make it what it is, as they are written."""
    parts = re.findall(r"^(\w+):(.*?)(?=^\w|\Z)", text, re.DOTALL | re.MULTILINE)
    return "\n".join(f"{key}:{rest}".rstrip() for key, rest in parts if key in SHOWN)


def _said(finding: Finding) -> str:
    return f"{finding.severity} [{finding.code}](findings/{finding.code}.md) {finding.message}"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main() -> None:
    """Rewrite the page."""
    of = recipes()
    results = {each.name: result(each) for each in of if each.runs}
    PAGE.write_text(page(of, results), encoding="utf-8")


if __name__ == "__main__":
    main()
