"""The bounded adapter against a real socket on loopback."""

import socket
import threading

import pytest
import requests

from botspec.adapters.system.http import BoundedAdapter, Limits, guard, loopback

FAST = Limits(connect=0.5, read=0.2, total=0.3, largest=1000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class Server:
    """Answers every connection with `chunks`; between two of them it waits for `gate`."""

    def __init__(self, *chunks: bytes, keep: bool = False) -> None:
        self._chunks = chunks
        self._keep = keep
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                while heard := connection.recv(65536):
                    self.heard.append(heard)
                    for number, chunk in enumerate(self._chunks):
                        if number and self._closing.wait(0.05):
                            return
                        try:
                            connection.sendall(chunk)
                        except OSError:
                            break
                    if not self._keep:
                        break

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept
        self._listener.close()
        self._thread.join(5)


@pytest.fixture
def serve():
    servers = []

    def start(*chunks: bytes, **settings) -> Server:
        servers.append(Server(*chunks, **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def session_to(port: int, limits: Limits = FAST) -> requests.Session:
    session = requests.Session()
    guard(session, loopback(port), BoundedAdapter(limits))
    return session


def get(port: int, **settings) -> requests.Response:
    with session_to(port) as session:
        return session.get(f"http://127.0.0.1:{port}/", **settings)


def test_an_answer_is_read_whole(serve):
    server = serve(HEAD + b'Content-Length: 8\r\n\r\n{"a"', b": 1}")
    assert get(server.port).json() == {"a": 1}


def test_a_chunked_answer_is_read_whole(serve):
    server = serve(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\n", b'{"a"\r\n4\r\n: 1}\r\n0\r\n\r\n')
    assert get(server.port).json() == {"a": 1}


def test_connections_are_kept(serve):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True)
    with session_to(server.port) as session:
        for _ in range(3):
            assert session.get(f"http://127.0.0.1:{server.port}/").json() == {}
    assert server.connections == 1


@pytest.mark.parametrize(
    "chunks",
    [
        (b"HTTP/1.1 2",),
        (b"",),
    ],
)
def test_an_answer_cut_short_is_an_error(serve, chunks):
    with pytest.raises(requests.ConnectionError):
        get(serve(*chunks).port)


@pytest.mark.parametrize(
    "chunks", [(b"Content-Length: 100\r\n\r\n", b'{"a"'), (b"Transfer-Encoding: chunked\r\n\r\n8\r\n{",)]
)
def test_an_answer_whose_body_is_cut_short_is_an_error(serve, chunks):
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        get(serve(HEAD + chunks[0], *chunks[1:]).port)


def test_an_answer_that_drips_is_given_up(serve):
    server = serve(HEAD + b"Content-Length: 100\r\n\r\n", *[b"x"] * 20)
    with pytest.raises(requests.ReadTimeout):
        get(server.port, timeout=None)


def test_a_server_that_says_nothing_is_given_up(serve):
    with pytest.raises(requests.ReadTimeout):
        get(serve(b"", *[b""] * 20).port)


def test_an_answer_beyond_all_size_is_given_up(serve):
    with pytest.raises(requests.ReadTimeout):
        get(serve(HEAD + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000).port)


def test_cookies_are_not_kept(serve):
    server = serve(HEAD + b"Set-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}", keep=True)
    with session_to(server.port) as session:
        for _ in range(2):
            session.get(f"http://127.0.0.1:{server.port}/")
    assert len(server.heard) == 2
    assert b"cookie" not in server.heard[1].lower()


def test_nobody_there_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(requests.ConnectionError):
        get(port)


def test_small_requests_are_not_held_back_by_nagle(serve):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True)
    with session_to(server.port) as session:
        adapter = session.get_adapter(f"http://127.0.0.1:{server.port}/")
        options = adapter.poolmanager.connection_pool_kw["socket_options"]
    assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options
    assert (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) in options
