"""Which commands there are. A command's module is imported only when it is used.

Each module has a `command`: a function whose parameters are Typer options, or a `typer.Typer` of sub-commands. To add
one, write its file and its line here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """Where a command lives, and the one line `botspec --help` shows."""

    module: str
    summary: str


COMMANDS: dict[str, CommandEntry] = {
    "new": CommandEntry("botspec.cli.new", "Write a first spec: asks, or takes options."),
    "run": CommandEntry("botspec.cli.run", "Run a bot in the mode its spec says, and report."),
    "validate": CommandEntry("botspec.cli.validate", "Say what is wrong with specs, and where."),
    "diff": CommandEntry("botspec.cli.diff", "Say what a change to specs means."),
    "plan": CommandEntry("botspec.cli.plan", "Say what starting a bot now would do."),
    "explain": CommandEntry("botspec.cli.explain", "Explain a finding by its code."),
    "show": CommandEntry("botspec.cli.show", "Say in words what a bot will do, and what it can lose."),
    "blocks": CommandEntry("botspec.cli.blocks", "List what a spec can be made of."),
    "indicators": CommandEntry("botspec.cli.indicators", "List the indicators and functions of rules."),
    "promote": CommandEntry("botspec.cli.promote", "Raise what a spec may do, in place."),
    "approve": CommandEntry("botspec.cli.approve", "Write the lock that lets a spec trade real money."),
    "arm": CommandEntry("botspec.cli.arm", "Let an approved bot start by itself on this machine."),
    "blame": CommandEntry("botspec.cli.blame", "Say why an order was sent, and which commit is behind it."),
    "bundle": CommandEntry("botspec.cli.bundle", "Pack an approved bot into one signed file."),
    "drift": CommandEntry("botspec.cli.drift", "Compare what runs with what was reviewed."),
    "eject": CommandEntry("botspec.cli.eject", "Write a library strategy out as rules, in place."),
    "migrate": CommandEntry("botspec.cli.migrate", "Bring a spec to the newest version, in place."),
    "schema": CommandEntry("botspec.cli.schema", "Print the JSON Schema of the spec language."),
    "report": CommandEntry("botspec.cli.report", "Render a run's report again, from its journal alone."),
    "runs": CommandEntry("botspec.cli.runs", "List finished and running runs."),
    "status": CommandEntry("botspec.cli.status", "Show how a running bot is doing."),
    "doctor": CommandEntry("botspec.cli.doctor", "Look at keys, account, clock, disk and data before a run."),
    "kill": CommandEntry("botspec.cli.kill", "Stop every entry at once, until re-armed."),
    "flatten": CommandEntry("botspec.cli.flatten", "Close a bot's own positions."),
    "stop": CommandEntry("botspec.cli.stop", "End a running bot; its positions are kept or closed."),
    "rearm": CommandEntry("botspec.cli.rearm", "Let a bot go on after a trip."),
    "adopt": CommandEntry("botspec.cli.adopt", "Accept how the account differs from the journal."),
    "journal": CommandEntry("botspec.cli.journal", "Verify a run's journal."),
    "replay": CommandEntry("botspec.cli.replay", "Decide again what a run decided, and compare."),
    "data": CommandEntry("botspec.cli.data", "List, fetch and clear the history kept on this machine."),
    "simulate": CommandEntry("botspec.cli.simulate", "Serve the Alpaca-compatible simulator alone."),
}
