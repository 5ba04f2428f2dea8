"""HTTP sessions that reach one origin and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter

from botspec.adapters.system.origin import HostRefused, LiveOrigin, Origin, loopback
from botspec.adapters.system.transport import BoundedAdapter

__all__ = ["HostRefused", "Origin", "RedirectRefused", "RefusingAdapter", "guard", "loopback", "mount_only", "mounted"]


class RedirectRefused(Exception):
    """The server sent us elsewhere."""


class RefusingAdapter(BaseAdapter):
    """Mounted for every other place."""

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        raise HostRefused(f"refused before sending: {urlsplit(request.url or '').hostname} is not this session's host")

    def close(self) -> None:
        """Nothing is open."""


class InquiryAdapter(BaseAdapter):
    """Lets two questions through, account and clock: nothing else reaches the live host before all gates are passed."""

    ALLOWED = frozenset({"/v2/account", "/v2/clock"})

    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner

    def send(self, request: PreparedRequest, *words: object, **named: object) -> Response:
        if request.method != "GET" or request.path_url not in self.ALLOWED:
            raise HostRefused(f"refused before sending: {request.method} waits for all gates")
        return self._inner.send(request, *words, **named)  # type: ignore[arg-type]  # passed on as they came

    def close(self) -> None:
        self._inner.close()


class ReadingAdapter(BaseAdapter):
    """Lets questions through, for whoever passed all gates to look only."""

    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner

    def send(self, request: PreparedRequest, *words: object, **named: object) -> Response:
        if request.method != "GET":
            raise HostRefused(f"refused before sending: this session reads, and {request.method} does not")
        return self._inner.send(request, *words, **named)  # type: ignore[arg-type]  # passed on as they came

    def close(self) -> None:
        self._inner.close()


def mount_only(session: Session, url: str, transport: BaseAdapter) -> None:
    """Make `session` reach `url` and nothing else: no proxies, no netrc, no redirects, no cookies."""
    session.trust_env = False
    session.adapters.clear()
    refusing = RefusingAdapter()
    session.mount("http://", refusing)
    session.mount("https://", refusing)
    session.mount(url, transport)
    session.hooks["response"] = [_refuse_redirect]
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))


def guard(session: Session, origin: Origin, transport: BaseAdapter | None = None) -> None:
    """Make `session` reach `origin` and nothing else; the live host for as much as was proved."""
    mount_only(session, origin.url, _as_proved(origin, transport or BoundedAdapter(origin)))


def _as_proved(origin: Origin, inner: BaseAdapter) -> BaseAdapter:
    if not isinstance(origin, LiveOrigin):
        return inner
    if origin.two_reads_only:
        return InquiryAdapter(inner)
    return ReadingAdapter(inner) if origin.reads_only else inner


def mounted(session: Session) -> Mapping[str, BaseAdapter]:
    """What the session can reach, by prefix."""
    return dict(session.adapters)


def _refuse_redirect(response: Response, *_: object, **__: object) -> None:
    if 300 <= response.status_code < 400:  # noqa: PLR2004 - the redirects
        raise RedirectRefused(f"HTTP {response.status_code}: redirects are not followed")
