"""The process: one port on loopback, one line when it is ready, a clean end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from botspec.simulator.app import Application
from botspec.simulator.config import Config
from botspec.simulator.pace import keep_pace
from botspec.simulator.simulation import Simulation, build

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the server is and what opens it; trading and data share `url`, each stream has its own."""

    url: str
    trade_stream: str
    data_stream: str
    crypto_stream: str
    key: str
    secret: str
    control_token: str
    pid: int

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))


def serve(config: Config, announce: Callable[[Ready], None]) -> None:
    """Serve until SIGTERM, Ctrl-C or too long a silence. Raises ConfigRefused, StoreRefused, OSError."""
    signal.signal(signal.SIGTERM, _leave)
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # else each message to a client that was killed is a line
    config = config.with_keys()
    simulation = build(config)
    application = Application(simulation)
    door = listener(config.port)
    ready = _ready(config, door.getsockname()[1])
    try:
        Server(simulation, application, config.idle_exit, lambda: announce(ready)).run(sockets=[door])
    finally:
        door.close()
        if simulation.store is not None:
            simulation.store.close()


def _ready(config: Config, port: int) -> Ready:
    streams = f"ws://{LOOPBACK}:{port}"
    return Ready(
        url=f"http://{LOOPBACK}:{port}",
        trade_stream=f"{streams}/stream",
        data_stream=f"{streams}/v2/iex",
        crypto_stream=f"{streams}/v1beta3/crypto/us",
        key=config.key,
        secret=config.secret,
        control_token=config.control_token,
        pid=os.getpid(),
    )


def _leave(number: int, frame: object) -> None:  # noqa: ARG001 - a signal handler's shape
    """SIGTERM is the ordinary way to end: uvicorn passes it on when it has shut down, and the code is 0."""
    raise SystemExit(0)


class Http(H11Protocol):
    """Shows the application its connection, so that a fault may end it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As ever, and remember the transport."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class Server(uvicorn.Server):
    """Says when it is ready, and ends after a long silence."""

    def __init__(
        self, simulation: Simulation, application: Application, idle_exit: float | None, announce: Callable[[], None]
    ) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=2,
                http=Http,
                ws="websockets-sansio",
                ws_per_message_deflate=False,
            )
        )
        self._application = application
        self._simulation = simulation
        self._idle_exit = idle_exit
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._pace = asyncio.create_task(keep_pace(self._simulation))
        self._announce()

    async def on_tick(self, counter: int) -> bool:
        silent = self._idle_exit is not None and self._application.silent_for() > self._idle_exit
        return silent or await super().on_tick(counter)


def print_line(ready: Ready) -> None:
    """For programs: the ready line on standard output."""
    sys.stdout.write(ready.line() + "\n")
    sys.stdout.flush()


def listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind((LOOPBACK, port))
    listener.listen(128)
    return listener
