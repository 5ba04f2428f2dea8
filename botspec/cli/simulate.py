"""`botspec simulate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from botspec.simulator.config import Config
    from botspec.simulator.serve import Ready

command = typer.Typer(
    help="An Alpaca that runs on this machine, on bars of the past.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)

WRONG_USE, UNAVAILABLE = 2, 8


@command.callback()
def _simulate() -> None:
    """Keeps `serve` a word of its own while it is the only one."""


@command.command()
def serve(  # noqa: PLR0913, PLR0917  each is an option
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 0,
    bars: Annotated[str, typer.Option(help="`sample`, or a folder with a SYMBOL.csv each.")] = "sample",
    symbols: Annotated[str, typer.Option(help="Which symbols, comma-separated.")] = "AAPL,GOOG,IBM,MSFT",
    timeframe: Annotated[str, typer.Option(help="Width of the bars in the folder.")] = "1Day",
    first: Annotated[str, typer.Option("--from", help="First simulated day.")] = "2007-01-03",
    last: Annotated[str | None, typer.Option("--to", help="Last simulated day; left out: the last bar's.")] = None,
    cash: Annotated[str, typer.Option(help="USD in the account.")] = "100000",
    speed: Annotated[float, typer.Option(help="Simulated seconds that pass in a second; 1 is real time.")] = 3600.0,
    stepped: Annotated[bool, typer.Option("--stepped", help="Only POST /sim/advance moves time.")] = False,  # noqa: FBT002
    slippage_bps: Annotated[str, typer.Option(help="How much worse market orders fill, in basis points.")] = "0",
    fees: Annotated[str, typer.Option(help="`none`, `alpaca`, `per_share 0.005`, `per_order 1` or `bps 1`.")] = "none",
    account: Annotated[Path | None, typer.Option(help="Keep the account in this file, across restarts.")] = None,
    assets: Annotated[
        str, typer.Option(help="Flags of symbols, such as `TXN=no_short` or `BTC/USD=steps:0.0001:0.0001:1`.")
    ] = "",
    extended: Annotated[  # noqa: FBT002
        bool, typer.Option("--extended", help="Bars from before the open and after the close too.")
    ] = False,
    plan: Annotated[str, typer.Option(help="Market-data subscription: `basic` has Alpaca's free limits.")] = "plus",
    frames: Annotated[
        str, typer.Option(help="How trade_updates come: `binary` as on paper, `text` as live.")
    ] = "binary",
    chaos: Annotated[
        str | None, typer.Option(help="Faults on purpose: a seed, `PROFILE:SEED` or `NAME=RATE,…:SEED`.")
    ] = None,
    rate_limit: Annotated[int | None, typer.Option(help="Requests a minute; left out: no limit.", min=1)] = None,
    seed: Annotated[str, typer.Option(help="What ids are made from; the same seed, the same ids.")] = "simulator",
    idle_exit: Annotated[float | None, typer.Option(help="End after so many seconds without a request.")] = None,
    json: Annotated[bool, typer.Option("--json", help="When ready, one JSON object and nothing else.")] = False,  # noqa: FBT002
) -> None:
    """Serve Alpaca's REST API on loopback for any Alpaca client, until Ctrl-C."""
    entries = {
        "symbols": [symbol.strip() for symbol in symbols.split(",") if symbol.strip()],
        "starts_at": _nine_in_new_york(first),
        "last": last,
        "cash": cash,
        "bars": bars,
        "timeframe": timeframe,
        "slippage_bps": slippage_bps,
        "fees": fees,
        "speed": None if stepped else speed,
        "port": port,
        "store": None if account is None else str(account),
        "requests_per_minute": rate_limit,
        "assets": _flags(assets),
        "extended": extended,
        "chaos": chaos,
        "plan": plan,
        "frames": frames,
        "pending": True,
        "seed": seed,
        "idle_exit": idle_exit,
    }
    _serve(entries, json=json)


def _serve(entries: dict[str, Any], *, json: bool) -> None:
    """Serve what the options say, until it is ended."""
    from botspec.simulator.config import ConfigRefused, parse
    from botspec.simulator.serve import print_line, serve
    from botspec.simulator.store import StoreRefused

    try:
        config = parse(entries)
        serve(config, print_line if json else lambda ready: typer.echo(_welcome(config, ready)))
    except (ConfigRefused, StoreRefused) as refused:
        typer.echo(f"botspec simulate serve: {refused}", err=True)
        raise typer.Exit(WRONG_USE) from refused
    except OSError as error:
        typer.echo(f"botspec simulate serve: cannot listen on port {entries['port']}: {error.strerror}", err=True)
        raise typer.Exit(UNAVAILABLE) from error


def _flags(told: str) -> dict[str, str]:
    """`TXN=no_short,TXN=whole_shares`: a symbol may have several."""
    flags: dict[str, str] = {}
    for word in filter(None, told.split(",")):
        symbol, _, flag = word.strip().partition("=")
        flags[symbol] = f"{flags.get(symbol, '')} {flag}".strip()
    return flags


def _nine_in_new_york(day: str) -> str:
    from datetime import date, datetime, time

    from botspec.market.calendar import NEW_YORK

    try:
        return datetime.combine(date.fromisoformat(day), time(9), NEW_YORK).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{day} is not a date such as 2007-01-03", param_hint="--from") from None


def _welcome(config: Config, ready: Ready) -> str:
    from botspec.market.calendar import in_new_york

    pace = "moved by POST /sim/advance only" if config.speed is None else f"{config.speed:g} simulated seconds a second"
    return f"""\
Alpaca, simulated, on {ready.url} (this machine only)

  bars     {" ".join(config.symbols)}, {config.timeframe}
  account  {config.cash:,.2f} USD, slippage {config.slippage_bps} bps, fees {config.fees}
  time     {in_new_york(config.starts_at)}, {pace}

Point any Alpaca client at it:

  from alpaca.trading.client import TradingClient
  from alpaca.data.historical import StockHistoricalDataClient

  keys = ("{ready.key}", "{ready.secret}")
  trading = TradingClient(*keys, url_override="{ready.url}")
  data = StockHistoricalDataClient(*keys, url_override="{ready.url}")

  from alpaca.data.live import StockDataStream
  from alpaca.trading.stream import TradingStream

  updates = TradingStream(*keys, url_override="{ready.trade_stream}")
  bars = StockDataStream(*keys, url_override="{ready.data_stream}")

The control handle (GET /sim/state, POST /sim/advance) takes the header
  Authorization: Bearer {ready.control_token}

Ctrl-C ends it."""
