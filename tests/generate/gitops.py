"""Seven changes as pull requests in a real repository, and what their reviewer sees: `make gitops-demo` prints it.

`python -m tests.generate.gitops --page` writes `docs/gitops.md` instead: the same, and one change on its whole way.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from botspec.domain.rows import IntentRow
from tests.generate.pages import ROOT, START, masked

PAGE = ROOT / "docs" / "gitops.md"
SPEC_NAME, POLICY_NAME = "specs/dip.yaml", "botspec.policy.yaml"
SPEC = """\
# Buys dips of two large caps while their trend is up.
version: 1
id: dip
mode: simulate
capital: 25000 USD
universe: {symbols: [AAPL, IBM]}
data: {source: sample}
params: {oversold: 35}
strategy:
  kind: rules
  let:
    strength: rsi(close, 14)
  long:
    enter: strength < oversold and close > sma(close, 100)
    exit: strength > 55
sizing: {kind: percent_of_equity, percent: 30%}
risk:
  limits:
    max_position: 35%
    max_open_positions: 2
    max_order_notional: 35%
    max_orders_per_day: 20
    max_price_deviation: 10%
  guards:
    - {kind: daily_loss, limit: 3%, action: block_entries, release: next_session}
    - {kind: drawdown, limit: 12%, from: peak, action: flatten, release: manual}
schedule: {submit: after_open}
simulation:
  period: {from: 2007-01-03, to: 2008-12-31}
"""
POLICY = """\
version: 1
enforcement: hard
ceilings:
  capital: 50000 USD
  symbols: [AAPL, GOOG, IBM, MSFT]
  limits: {max_position: 40%}
  guards: {daily_loss: {limit: 5%}}
required_guards:
  backtest: [daily_loss]
approval:
  branch: main
  valid_for: 30d
"""
REFORMATTED = """\
version: 1
id: dip
mode: simulate
capital: "25000 USD"
universe:
  symbols:
    - AAPL
    - IBM
data:
  source: sample
params:
  oversold: 35
strategy:
  kind: rules
  let:
    strength: >-
      rsi(close, 14)
  long:
    enter: >-
      strength < oversold
      and close > sma(close, 100)
    exit: >-
      strength > 55
sizing:
  kind: percent_of_equity
  percent: 30%
risk:
  limits:
    max_order_notional: 35%
    max_open_positions: 2
    max_position: 55%
    max_price_deviation: 10%
    max_orders_per_day: 20
  guards:
    - kind: daily_loss
      limit: 3%
      action: block_entries
      release: next_session
    - kind: drawdown
      limit: 12%
      from: peak
      action: flatten
      release: manual
schedule:
  submit: after_open
simulation:
  period:
    from: 2007-01-03
    to: 2008-12-31
"""
ORDER = re.compile(r"b1-[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{16}")
BROKER = re.compile(r"(?<=at the broker )\S+")
SHORT = re.compile(r"(?<=commit )[0-9a-f]{12}|(?<=by )[0-9a-f]{12}|(?<=lock )[0-9a-f]{12}|(?<=at )[0-9a-f]{40}")
DIGESTS = re.compile(r"\b[0-9a-f]{12}\b")
MOMENT = re.compile(r"(?<=until     )\d{4}-\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Change:
    """A pull request: its title, what it does to the files, and what there is to see in it."""

    title: str
    why: str
    edits: tuple[tuple[str, str, str], ...] = ()
    whole: str | None = None
    behaviour: bool = False


CHANGES = (
    Change(
        "Tidy up the comments",
        "A comment and the order of keys. The bot is the same bot: nothing to review.",
        (
            (
                SPEC_NAME,
                "# Buys dips of two large caps while their trend is up.\n",
                "# Dips of large caps, in an up-trend.\n",
            ),
        ),
    ),
    Change(
        "Enter a little later",
        "A parameter. Other orders, the same limits.",
        ((SPEC_NAME, "oversold: 35", "oversold: 32"),),
        behaviour=True,
    ),
    Change(
        "Less cautious",
        "One number among many, and the one that matters: a limit is loosened.",
        ((SPEC_NAME, "max_position: 35%", "max_position: 40%"),),
    ),
    Change(
        "Trade Microsoft too",
        "More to trade, with the same money and the same limits.",
        ((SPEC_NAME, "[AAPL, IBM]", "[AAPL, IBM, MSFT]"),),
        behaviour=True,
    ),
    Change(
        "Ready for prime time",
        "The worst there is: from now on real orders go.",
        ((SPEC_NAME, "mode: simulate", "mode: live"), (SPEC_NAME, "source: sample", "source: alpaca")),
    ),
    Change(
        "Reformat",
        "Every line is touched, and among them a limit goes above what the policy allows. `git diff` hides it well.",
        whole=REFORMATTED,
    ),
    Change(
        "A bigger position",
        "The same breach with the policy loosened beside it. The change is judged by the policy of its base.",
        (
            (SPEC_NAME, "max_position: 35%", "max_position: 55%"),
            (POLICY_NAME, "max_position: 40%", "max_position: 60%"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree whose commits are the same every time."""

    root: Path

    def git(self, *words: str) -> str:
        when = {"GIT_AUTHOR_DATE": "2026-11-02T09:00:00Z", "GIT_COMMITTER_DATE": "2026-11-02T09:00:00Z"}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1", **when}
        command = ["git", "-C", str(self.root), *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def commit(self, title: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", title)

    def botspec(self, *words: str) -> tuple[int, str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(self.root), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [*START, *words],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        return done.returncode, steady(done.stdout.replace(f"{self.root}/", "~/"))


def steady(text: str) -> str:
    """What is other in every run is made the same."""
    text = ORDER.sub("b1-0f1e2d-3c4b5a-69788796a5b4c3d2", BROKER.sub("0f1e2d3c", text))
    text = SHORT.sub(lambda found: "57bf0e9c1d2e3f405162738495a6b7c8d9e0f1a2"[: len(found[0])], masked(text))
    return MOMENT.sub("2026-12-22 10:15", DIGESTS.sub("0f1e2d3c4b5a", text))


def founded(root: Path) -> Repository:
    """The repository that all changes are made in."""
    repository = Repository(root)
    repository.git("init", "-q", "-b", "main")
    repository.git("config", "user.name", "Ann Author")
    repository.git("config", "user.email", "ann@example.com")
    (root / "specs").mkdir()
    (root / SPEC_NAME).write_text(SPEC, encoding="utf-8")
    (root / POLICY_NAME).write_text(POLICY, encoding="utf-8")
    (root / ".gitignore").write_text("runs/\n", encoding="utf-8")
    repository.commit("A bot and its policy")
    return repository


def proposed(repository: Repository, number: int, change: Change) -> None:
    """The change on a branch of its own."""
    repository.git("checkout", "-q", "-b", f"change-{number}", "main")
    for name, old, new in change.edits:
        path = repository.root / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise LookupError(old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if change.whole is not None:
        (repository.root / SPEC_NAME).write_text(change.whole, encoding="utf-8")
    repository.commit(change.title)


def command(change: Change, output: str = "text") -> str:
    """What the check runs; where it is worth it, both versions are back-tested."""
    words = ["botspec diff --base main --fail-on risk-loosened"]
    words += ["--behaviour"] if change.behaviour else []
    return " ".join(words + ([] if output == "text" else [f"--format {output}"]))


def reviews(output: str = "text") -> Iterator[tuple[Change, str, int, str]]:
    """Each change, how many lines it touches, the exit code of the check and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        repository = founded(Path(folder))
        for number, change in enumerate(CHANGES, 1):
            proposed(repository, number, change)
            touched = repository.git("diff", "--shortstat", "main").strip()
            yield change, touched, *repository.botspec(*command(change, output).split()[1:])


@cache
def reviewed() -> tuple[tuple[Change, str, int, str], ...]:
    """All of them as text, done once."""
    return tuple(reviews())


def demo() -> Iterator[str]:
    """What `make gitops-demo` prints."""
    for number, (change, touched, code, text) in enumerate(reviews(), 1):
        yield f"{number}. {change.title}"
        yield f"   {change.why}"
        yield f"   git: {touched}"
        yield f"   $ {command(change)}   (exit {code})"
        yield ""
        yield from (f"   {line}".rstrip() for line in text.rstrip("\n").splitlines())
        yield ""


def page() -> str:
    """`docs/gitops.md`."""
    parts = [_HEAD]
    for number, (change, touched, code, text) in enumerate(reviewed(), 1):
        parts.append(f"### {number}. {change.title}\n\n{change.why} Git says: {touched}.\n\n")
        parts.append(f"```console exit={code}\n$ {command(change)}\n{text.rstrip()}\n```\n\n")
    return "".join([*parts, *_whole_way()]).rstrip("\n") + "\n"


_HEAD = f"""\
# A bot under review

A spec is reviewed like code, but a diff of text does not say what it means. This page takes one small repository, seven
changes to it, and what the reviewer of each sees without running anything. `make gitops-demo` does it before your eyes.
All outputs are the real ones.

The bot, `{SPEC_NAME}`:

```yaml
{SPEC}```

Its policy, `{POLICY_NAME}`:

```yaml
{POLICY}```

## Seven pull requests

"""


def _whole_way() -> Iterator[str]:
    """One change: caught, reviewed, merged, run, approved, blamed."""
    with tempfile.TemporaryDirectory() as folder:
        repository = founded(Path(folder))
        for title, text, line in _STEPS:
            words = _prepared(repository, title, line)
            code, told = repository.botspec(*words)
            shown = shlex.join(["botspec", *words])
            block = "console" if code == 0 else f"console exit={code}"
            yield f"{text}\n\n```{block}\n$ {steady(shown)}\n{_cut(told, title)}\n```\n\n"


def _cut(told: str, title: str) -> str:
    lines = told.rstrip().splitlines()
    if title != "run":
        return "\n".join(lines)
    end = next((number for number, line in enumerate(lines) if line.strip().startswith("next")), len(lines))
    return "\n".join(["…", *lines[max(end - 4, 0) : end + 1]])


def _prepared(repository: Repository, title: str, line: str) -> tuple[str, ...]:
    prepare = _PREPARE.get(title)
    more = prepare(repository) if prepare is not None else ""
    return tuple(shlex.split(line.format(more)))


def _loosened(repository: Repository) -> str:
    proposed(repository, 1, CHANGES[2])
    return ""


def _merged(repository: Repository) -> str:
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge: less cautious", "change-1")
    return ""


def _first_order(repository: Repository) -> str:
    (journal,) = repository.root.glob("runs/*/journal.sqlite")
    with SqliteJournal(journal, "read") as file:
        return next(row.intent.request.client_order_id for row in file.rows() if isinstance(row, IntentRow))


def _live(repository: Repository) -> str:
    proposed(repository, 2, CHANGES[4])
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge: ready for prime time", "change-2")
    return ""


_PREPARE: dict[str, Callable[[Repository], str]] = {
    "caught": _loosened,
    "run": _merged,
    "blamed": _first_order,
    "own": _live,
}
_CAUGHT = """\
## One change on its whole way

The third change again. The check stops it with exit 3, because a limit is looser; the reviewer sees which, and
what it was:"""
_MERGED = """\
The reviewer agrees and merges it: a person may, the check only makes sure that one looked. The merged bot is
back-tested:"""
_BLAMED = """\
Weeks later somebody asks why there was this order. The rule and its values, the room in each limit, the spec, and the
commit that changed it last:"""
_OWN = """\
The fifth change is merged too: the spec says `mode: live`. That alone opens nothing. Its author cannot approve it:"""
_REFUSED = """\
And still nothing that a repository or a script can say sends an order. The lock is not committed yet, there are no
keys, and nobody is at the terminal; [real money](live.md) tells what each gate wants:"""
_APPROVE = "approve specs/dip.yaml --account 987651234"
_STEPS = (
    ("caught", _CAUGHT, "diff --base main --fail-on risk-loosened"),
    ("run", _MERGED, "run specs/dip.yaml --mode backtest"),
    ("blamed", _BLAMED, "blame {}"),
    ("own", _OWN, _APPROVE),
    ("approved", "Somebody else can:", f"{_APPROVE} --approver 'Ben Approver <ben@example.com>'"),
    ("refused", _REFUSED, "run specs/dip.yaml --live"),
)


def main() -> int:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--page", action="store_true", help="write docs/gitops.md")
    if options.parse_args().page:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    for line in demo():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
