"""The words of a new repository of strategies."""

from __future__ import annotations

from string import Template

POLICY = Template("""\
# yaml-language-server: $$schema=schemas/policy-v1.schema.json
# What any bot of this repository may ask. A pull request is judged by the policy of its base, never by its own.
version: 1
enforcement: hard
ceilings:
  modes: [backtest, simulate, paper]      # add live when somebody answers for it
  capital: $capital USD
  sides: [long]
  limits:
    max_position: 60%
  guards:
    drawdown: {limit: 20%}
required_guards:
  backtest: [drawdown]
  paper: [daily_loss, drawdown]
approval:                                 # before a spec may trade real money
  branch: main
  author_may_approve: false
  valid_for: 30d
  evidence:
    backtest: {sessions: 250, trades: 20, max_drawdown: 20%}
    paper: {sessions: 20}
""")

CODEOWNERS = """\
# Who must review what: replace the names by those of your organisation.
/specs/               @your-org/strategies
/specs/*.lock.yaml    @your-org/risk
/botspec.policy.yaml  @your-org/risk
/allowed_signers      @your-org/risk
/.github/             @your-org/risk
"""

WORKFLOW = Template("""\
name: botspec
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  specs:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install
        run: python -m pip install --quiet botspec==$version
      - name: Validate
        run: botspec validate --format github --strict specs botspec.policy.yaml
      - name: What the pull request changes
        if: github.event_name == 'pull_request'
        env:
          BASE: $${{ github.base_ref }}
        run: |
          code=0
          botspec diff --base "origin/$$BASE" --format markdown specs > diff.md || code=$$?
          cat diff.md >> "$$GITHUB_STEP_SUMMARY"
          test "$$code" -le 1
      - name: Back-test
        run: botspec run specs/$name.yaml --mode backtest
""")

PRE_COMMIT = Template("""\
repos:
  - repo: local          # botspec $version, as it is installed: pip install botspec==$version
    hooks:
      - id: botspec-validate
        name: botspec validate
        entry: botspec validate
        language: system
        types: [yaml]
        files: ^specs/[^/]+\\.ya?ml$$|policy\\.ya?ml$$
        exclude: \\.lock\\.yaml$$
      - id: botspec-schema
        name: botspec schema
        entry: botspec schema --out schemas/spec-v1.schema.json
        language: system
        pass_filenames: false
        files: ^schemas/spec-v1\\.schema\\.json$$
""")

GITIGNORE = """\
runs/
botspec-bug-*.md
"""

README = Template("""\
# Trading bots, reviewed

Each file in `specs/` is a bot. Nothing runs here that was not reviewed.

    pip install botspec==$version
    botspec validate specs botspec.policy.yaml
    botspec run specs/$name.yaml
    pre-commit install                      # checks every commit

| To | do |
|---|---|
| change a bot | open a pull request: the checks say what it means, the worst first |
| see that yourself | `botspec diff --base origin/main` |
| let a bot do more | `botspec promote specs/$name.yaml --to paper`, and have it reviewed |
| allow more | change `botspec.policy.yaml`, in a pull request of its own |
| trade real money | `botspec approve`, merge, then `botspec run specs/$name.yaml --live` |

Keys never stand in this repository: they come from the environment.
""")
