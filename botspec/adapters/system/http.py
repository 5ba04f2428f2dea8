"""HTTP sessions that reach one origin and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter

from botspec.adapters.system.origin import HostRefused, Origin, loopback
from botspec.adapters.system.transport import BoundedAdapter

__all__ = ["HostRefused", "Origin", "RedirectRefused", "RefusingAdapter", "guard", "loopback", "mounted"]


class RedirectRefused(Exception):
    """The server sent us elsewhere."""


class RefusingAdapter(BaseAdapter):
    """Mounted for every other place."""

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        raise HostRefused(f"refused before sending: {urlsplit(request.url or '').hostname} is not this session's host")

    def close(self) -> None:
        """Nothing is open."""


def guard(session: Session, origin: Origin, transport: BaseAdapter | None = None) -> None:
    """Make `session` reach `origin` and nothing else: no proxies, no netrc, no redirects, no cookies."""
    session.trust_env = False
    session.adapters.clear()
    refusing = RefusingAdapter()
    session.mount("http://", refusing)
    session.mount("https://", refusing)
    session.mount(origin.url, transport or BoundedAdapter(origin))
    session.hooks["response"] = [_refuse_redirect]
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))


def mounted(session: Session) -> Mapping[str, BaseAdapter]:
    """What the session can reach, by prefix."""
    return dict(session.adapters)


def _refuse_redirect(response: Response, *_: object, **__: object) -> None:
    if 300 <= response.status_code < 400:  # noqa: PLR2004 - the redirects
        raise RedirectRefused(f"HTTP {response.status_code}: redirects are not followed")
