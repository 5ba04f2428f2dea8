"""A trading bot is a reviewed YAML file; botspec compiles it into one pipeline and runs it on Alpaca.

The packages, as the order to read in:

    cli/            the words a person types: one command a file; options in, text out, no logic
    app/            one use case a file; returns values, never prints
    wiring.py       which feed, broker, clock and journal each mode gets: the only place that knows
    gitops/         what a change to a bot means, and what the repository allows: diff and policy as judgements
    adapters/       the outside world behind ports: alpaca/ files/ sqlite/ system/
    simulator/      an Alpaca-compatible server in front of exchange/
    run/            Pipeline + Environment -> Run: step, loop, fast-forward, reconcile, halts
    compiler/       Spec -> Pipeline: catalog, checks, schema, digest
    pipeline.py     the compiled bot: the stages joined
    report/         Run -> metrics -> HTML, Markdown, JSON, terminal
    data/           what the market has done: history, sample, files, adjustment, quality
    strategy/       what to hold, and why
    risk/           how much, and whether at all: sizing/ limits/ guards/
    execution/      intents -> orders: policies, deterministic ids
    gates/          what must hold before real money moves: lock, arm record, gates, the tokens they give
    exchange/       matching, accounts, fees, slippage: one fill engine for backtest and simulator
    expressions/    the rule language: parse -> typed tree -> evaluate over columns
    journal/        what happened, in order, enough to replay; hash-chained
    spec/           YAML text -> Spec: document (positions), model, units, validate
    ports/          what the outside must offer: one Protocol a file
    market/         bars as columns: Panel, Slice, calendar; sample/ is the shipped real bars
    domain/         the nouns of trading: frozen dataclasses, no third party
    diagnostics/    what is wrong and exactly where; one page a code
"""

__version__ = "0.1.0"
