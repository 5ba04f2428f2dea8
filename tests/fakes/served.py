"""A simulator on a real loopback port, in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from queue import Queue
from typing import Any
from unittest import mock

from requests import Session

from botspec.market.panel import Panel
from botspec.simulator.app import Application
from botspec.simulator.serve import Server, listener
from botspec.simulator.simulation import Simulation, build
from botspec.simulator.streams.mailbox import Mailbox
from tests.fakes.simulator import KEY, SECRET, TOKEN, config

PATIENCE = 20


class Served:
    """Where it listens, and the handle that steps its time."""

    def __init__(self, simulation: Simulation, port: int) -> None:
        self.simulation = simulation
        self.url = f"http://127.0.0.1:{port}"
        self.ws = f"ws://127.0.0.1:{port}"
        self.session = Session()
        self.session.trust_env = False
        self.told: Queue[object] = Queue()

    def wait_until_told(self, wanted: Callable[[object], bool]) -> None:
        """Until the server has given a client's mailbox such a message."""
        while not wanted(self.told.get(timeout=PATIENCE)):
            pass

    def advance(self, until: datetime) -> None:
        """Step time; what happens is told on the streams before this returns."""
        self.control("POST", "/sim/advance", json={"until": until.isoformat()})

    def control(self, method: str, path: str, **given: Any) -> Any:
        """Ask the control handle."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = self.session.request(method, self.url + path, headers=headers, timeout=PATIENCE, **given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """One request with the right keys."""
        headers = {"APCA-API-KEY-ID": KEY, "APCA-API-SECRET-KEY": SECRET}
        return self.session.request(method, self.url + path, headers=headers, timeout=PATIENCE, **given)


@contextmanager
def served(panel: Panel, starts_at: datetime, **given: Any) -> Iterator[Served]:
    """A server that is ready, ended afterwards."""
    simulation = build(config(panel, starts_at, **given), panel)
    ready = threading.Event()
    put = Mailbox.put

    def noted(mailbox: Mailbox, content: object) -> None:
        put(mailbox, content)
        here.told.put(content)

    server = Server(simulation, Application(simulation), None, ready.set)
    socket = listener(0)
    thread = threading.Thread(target=lambda: server.run(sockets=[socket]), daemon=True)
    here = Served(simulation, socket.getsockname()[1])
    with mock.patch.object(Mailbox, "put", noted):
        thread.start()
        assert ready.wait(PATIENCE)
        try:
            yield here
        finally:
            here.session.close()
            server.should_exit = True
            thread.join(PATIENCE)
            socket.close()
