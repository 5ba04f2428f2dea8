"""The bounded adapter against a real socket on loopback."""

import contextlib
import gzip
import select
import socket
import ssl
import threading

import pytest
import requests

from botspec.adapters.system import transport
from botspec.adapters.system.http import guard
from botspec.adapters.system.origin import PAPER_TRADING, Origin, loopback
from botspec.adapters.system.transport import BoundedAdapter, Limits, NotConnected

FAST = Limits(connect=0.5, read=0.2, total=0.3, largest=1000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class Server:
    """Answers every request with `chunks`, a moment between two of them; `first` answers the first one instead."""

    def __init__(self, *chunks: bytes, keep: bool = False, first: bytes | None = None) -> None:
        self._chunks = chunks
        self._first = first
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
            with connection, contextlib.suppress(OSError):
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        while heard := connection.recv(65536):
            self.heard.append(heard)
            chunks = self._chunks if self._first is None else (self._first,)
            self._first = None
            for number, chunk in enumerate(chunks):
                if number and self._closing.wait(0.05):
                    return
                connection.sendall(chunk)
            if not self._keep:
                return

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
    guard(session, loopback(port), BoundedAdapter(loopback(port), limits))
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


CUT = {
    "nothing": (b"",),
    "half a status": (b"HTTP/1.1 2",),
    "half a head": (HEAD,),
    "body shorter than said": (HEAD + b"Content-Length: 100\r\n\r\n", b'{"a"'),
    "half a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n8\r\n{",),
    "no last chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",),
    "half a gzip": (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + gzip.compress(b"{}" * 99)[:20],),
    "no gzip at all": (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",),
    "an encoding nobody asked for": (HEAD + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",),
    "no HTTP": (b"220 mail.example ESMTP\r\n\r\n",),
    "larger than anything": (HEAD + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000,),
    "unpacks to more than anything": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 50_000),),
}


@pytest.mark.parametrize("chunks", CUT.values(), ids=CUT.keys())
def test_an_answer_that_is_cut_or_strange_is_a_broken_connection(serve, chunks):
    with pytest.raises(requests.ConnectionError, match="the connection broke") as caught:
        get(serve(*chunks).port)
    assert not isinstance(caught.value, NotConnected)


DRIPS = {
    "nothing": (b"", *[b""] * 20),
    "head": (b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: 1\r\n"] * 20),
    "body": (HEAD + b"Content-Length: 100\r\n\r\n", *[b"x"] * 20),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 20),
}


@pytest.mark.parametrize("chunks", DRIPS.values(), ids=DRIPS.keys())
def test_an_answer_that_drips_is_given_up(serve, chunks):
    with pytest.raises(requests.ReadTimeout):
        get(serve(*chunks).port, timeout=None)


def test_silence_is_given_up_long_before_the_whole_time_is_over(serve):
    server = serve(b"", *[b""] * 20)
    with (
        session_to(server.port, Limits(connect=0.5, read=0.1, total=60)) as session,
        pytest.raises(requests.ReadTimeout),
    ):
        session.get(f"http://127.0.0.1:{server.port}/")


def test_a_machine_that_slept_while_waiting_gives_up(serve):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}")
    moments = iter([0.0, 1000.0])
    adapter = BoundedAdapter(loopback(server.port), FAST, moments.__next__)
    with pytest.raises(requests.ReadTimeout):
        adapter.send(requests.Request("GET", f"http://127.0.0.1:{server.port}/").prepare())


def test_a_packed_answer_is_unpacked(serve):
    packed = gzip.compress(b'{"a": 1}')
    server = serve(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)
    assert get(server.port).json() == {"a": 1}


def test_an_answer_without_length_ends_with_the_connection(serve):
    server = serve(HEAD + b"Connection: close\r\n\r\n", b'{"a": 1}')
    assert get(server.port).json() == {"a": 1}


def test_head_and_body_leave_in_one_write(serve, monkeypatch):
    writes = []
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True)
    monkeypatch.setattr(transport.HTTPConnection, "send", lambda *_: pytest.fail("written in parts"))
    with session_to(server.port) as session:
        for number in range(2):
            session.post(f"http://127.0.0.1:{server.port}/orders", json={"number": number})
            writes.append(server.heard[-1])
    assert [write.startswith(b"POST /orders HTTP/1.1") for write in writes] == [True, True]
    assert [write.endswith(b'{"number": %d}' % number) for number, write in enumerate(writes)] == [True, True]


def test_a_connection_that_was_closed_meanwhile_is_opened_again(serve):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}")
    with session_to(server.port) as session:
        for _ in range(3):
            assert session.post(f"http://127.0.0.1:{server.port}/").json() == {}
            select.select([session.get_adapter(f"http://127.0.0.1:{server.port}/")._connection.sock], [], [], 5)
    assert server.connections == 3


def test_after_a_broken_answer_the_next_request_is_answered(serve):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True, first=HEAD + b"Content-Length: 9\r\n\r\n{}")
    with session_to(server.port) as session:
        with pytest.raises(requests.ReadTimeout):
            session.get(f"http://127.0.0.1:{server.port}/")
        assert session.get(f"http://127.0.0.1:{server.port}/").json() == {}


def test_a_stroke_in_the_middle_leaves_no_half_read_connection(serve, monkeypatch):
    class Stroke(BaseException):
        pass

    def strike(_):
        raise Stroke

    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True)
    with session_to(server.port) as session:
        with monkeypatch.context() as patched:
            patched.setattr(transport.HTTPResponse, "begin", strike)
            with pytest.raises(Stroke):
                session.get(f"http://127.0.0.1:{server.port}/")
        assert session.get(f"http://127.0.0.1:{server.port}/").json() == {}


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
    with pytest.raises(NotConnected):
        get(port)


def test_a_host_without_a_name_is_no_connection(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: (_ for _ in ()).throw(socket.gaierror("unknown")))
    adapter = BoundedAdapter(Origin(PAPER_TRADING), FAST)
    with pytest.raises(NotConnected):
        adapter.send(requests.Request("GET", PAPER_TRADING).prepare())


def test_a_server_that_does_not_prove_itself_gets_not_a_byte_of_the_request(serve, monkeypatch):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True)
    monkeypatch.setattr(socket, "create_connection", _connecting_to(server.port, socket.create_connection))
    adapter = BoundedAdapter(Origin(PAPER_TRADING), FAST)
    request = requests.Request("POST", PAPER_TRADING, headers={"APCA-API-SECRET-KEY": "sesame"}, data=b"body").prepare()
    for _ in range(2):
        with pytest.raises(NotConnected):
            adapter.send(request)
    assert server.heard
    assert not any(b"sesame" in heard or b"POST" in heard for heard in server.heard)


def _connecting_to(port, connect):
    return lambda _, *words, **named: connect(("127.0.0.1", port), *words, **named)


def test_certificates_are_checked():
    context = BoundedAdapter(Origin(PAPER_TRADING), FAST)._connection._context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_small_requests_are_not_held_back(serve):
    server = serve(HEAD + b"Content-Length: 2\r\n\r\n{}", keep=True)
    with session_to(server.port) as session:
        session.get(f"http://127.0.0.1:{server.port}/")
        sock = session.get_adapter(f"http://127.0.0.1:{server.port}/")._connection.sock
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
