"""Every code of a finding. A number is never reused (BS311 was one); each has a page in `pages/`.

BS0xx text, BS1xx shape, BS2xx names, BS3xx sense, BS4xx safety, BS5xx what the broker takes,
BS6xx policy, and what `botspec diff` says of a change.
"""

from __future__ import annotations

from dataclasses import dataclass

from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding, Related, Severity
from botspec.diagnostics.secrets import mask
from botspec.diagnostics.source import Span

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Code:
    """What a code is about, and how grave it is."""

    title: str
    severity: Severity = ERROR


CODES: dict[str, Code] = {
    "BS001": Code("a file that cannot be read"),
    "BS002": Code("a file that is not plain UTF-8"),
    "BS003": Code("a hidden character"),
    "BS004": Code("a spec that is too large or too deep"),
    "BS005": Code("a text that is not YAML"),
    "BS006": Code("a key that is written twice"),
    "BS007": Code("a part of YAML that the language leaves out"),
    "BS008": Code("an empty file"),
    "BS009": Code("more than one document in a file"),
    "BS010": Code("a rule that cannot be read"),
    "BS011": Code("a key that is not one word"),
    "BS101": Code("an unknown key"),
    "BS102": Code("a missing key"),
    "BS103": Code("a value of the wrong kind"),
    "BS104": Code("a value without its unit"),
    "BS105": Code("a value out of range"),
    "BS106": Code("a value that is not one of the choices"),
    "BS107": Code("a word that the language keeps for later"),
    "BS108": Code("a name or date that is malformed"),
    "BS109": Code("a key without a value"),
    "BS110": Code("a version of the language that is not known"),
    "BS111": Code("a part of a rule that has the wrong type"),
    "BS112": Code("a call in a rule with the wrong arguments"),
    "BS113": Code("a part of the language that this version checks but does not run", WARNING),
    "BS114": Code("a range that is kept for tuning", INFO),
    "BS115": Code("keys that exclude each other"),
    "BS201": Code("an unknown kind of block"),
    "BS202": Code("a symbol that the sample does not have"),
    "BS203": Code("an unknown name in a rule"),
    "BS204": Code("a name that the language needs itself"),
    "BS205": Code("a period outside the sample"),
    "BS206": Code("a symbol that is listed twice"),
    "BS207": Code("a symbol that is not in the universe"),
    "BS208": Code("a plug-in that is not listed"),
    "BS301": Code("daily bars without a submit"),
    "BS302": Code("a submit that does not fit the bars"),
    "BS303": Code("an order type without its price, or with one it does not read"),
    "BS304": Code("a size that a limit can never let pass"),
    "BS305": Code("a limit that never binds", WARNING),
    "BS306": Code("a warm-up longer than the history"),
    "BS307": Code("an exit that is the entry"),
    "BS308": Code("a rule that is always the same"),
    "BS309": Code("a name that nothing uses", WARNING),
    "BS310": Code("a period that ends before it starts"),
    "BS312": Code("a guard that cannot trip"),
    "BS313": Code("a source that does not fit the mode"),
    "BS314": Code("a source without what it needs, or with what it does not read"),
    "BS315": Code("a symbol whose history is shorter than the warm-up", WARNING),
    "BS316": Code("more capital than the simulated account has"),
    "BS317": Code("a fast average that is not faster than the slow one"),
    "BS318": Code("an exit that never fires"),
    "BS319": Code("an order whose life is shorter than a bar", WARNING),
    "BS320": Code("decisions between bars that there are not"),
    "BS321": Code("what a limit never lets trade"),
    "BS322": Code("a ladder that does not add up"),
    "BS323": Code("an exit that rests at the broker and is not set"),
    "BS324": Code("weights that come to more than everything"),
    "BS325": Code("a size that needs a stop"),
    "BS326": Code("a session that does not fit what is traded"),
    "BS327": Code("a count beyond the symbols there are"),
    "BS328": Code("a strategy of the library that does not fit"),
    "BS329": Code("an exit that begins when all is sold"),
    "BS330": Code("a size beside a strategy's own weights"),
    "BS331": Code("a contribution that the account does not have"),
    "BS340": Code("a rule that looks ahead"),
    "BS401": Code("no loss guard where real orders go"),
    "BS402": Code("no loss guard", WARNING),
    "BS403": Code("a halt that closes nothing", INFO),
    "BS404": Code("a release before the next decision"),
    "BS405": Code("a secret in the text"),
    "BS406": Code("a bot that does not say what money is its own"),
    "BS407": Code("a secret that is not a reference"),
    "BS408": Code("a stop that dies with the process", WARNING),
    "BS409": Code("a file of days that nobody pinned where real money is traded"),
    "BS410": Code("a limit that is missing where real money is traded"),
    "BS501": Code("a market order that would rest overnight"),
    "BS502": Code("an order type and a time in force that do not go together"),
    "BS503": Code("an order that extended hours do not take"),
    "BS504": Code("an order for parts of shares that the broker does not take"),
    "BS505": Code("an order class that does not go together with the rest"),
    "BS506": Code("a protective stop that expires at the close"),
    "BS507": Code("an exit that cannot rest at the broker"),
    "BS508": Code("an order that misses its auction"),
    "BS509": Code("an order that crypto does not have"),
    "BS510": Code("coins that are bought whole", WARNING),
    "BS511": Code("a protective exit that waits for the open", WARNING),
    "BS601": Code("a mode or an account that the policy does not allow"),
    "BS602": Code("more capital than the policy allows"),
    "BS603": Code("a symbol that the policy does not allow"),
    "BS604": Code("an order type or a side that the policy does not allow"),
    "BS605": Code("a limit that is looser than the policy allows"),
    "BS606": Code("a guard that is looser than the policy allows"),
    "BS607": Code("a guard that the policy requires"),
    "BS608": Code("a plug-in that the policy does not allow"),
    "BS609": Code("a waiver that has expired"),
    "BS610": Code("a rule that is waived", INFO),
    "BS611": Code("a rule of the policy that is not there, or takes no waiver"),
    "BS621": Code("a change that goes live", WARNING),
    "BS622": Code("a change that loosens the policy", WARNING),
    "BS623": Code("a change of a plug-in or of what runs", WARNING),
    "BS624": Code("a change that loosens risk", WARNING),
    "BS625": Code("a change that widens capital or universe", WARNING),
    "BS626": Code("a change of behaviour", INFO),
    "BS627": Code("a change that tightens risk", INFO),
    "BS628": Code("a cosmetic change", INFO),
}


def finding(  # noqa: PLR0913, PLR0917  one parameter a part
    code: str,
    path: str,
    span: Span,
    message: str,
    label: str = "",
    help_: str = "",
    where: str = "",
    related: tuple[Related, ...] = (),
    fix: tuple[Edit, ...] = (),
) -> Finding:
    """A finding of `code`, with its severity; what looks like a secret is masked before anyone sees it."""
    severity = CODES[code].severity
    return Finding(code, severity, mask(message), path, span, mask(label), mask(help_), mask(where), related, fix)
