"""What every request passes before anything of ours reads it: Host, Origin, size, headers.

Plain ASGI, driven by the server for HTTP and WebSocket alike. Figures and reasons:
docs/protocol.md, "Limits". The microphone, camera and screen are allowed for our own pages only.
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from binome.config import Settings

LARGEST_BODY = 1024 * 1024
"""Bytes of the largest request body."""
DRAIN = 32 * 1024 * 1024
"""Most bytes of a refused body that are thrown away so that the refusal can be read."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob: data:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "permissions-policy": (
        "microphone=(self), camera=(self), display-capture=(self), geolocation=(), payment=()"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


class Guard:
    """Wraps the application and turns away what no page of ours would send."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._addresses = Addresses(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["type"] == "http":
            refusal = _size_refusal(headers)
        if scope["type"] == "websocket":
            if refusal is not None:
                await receive()  # websocket.connect
                return await _refusal_response(refusal)(scope, receive, send)
            return await self._app(scope, receive, send)
        send = _with_headers(scope, send)
        if refusal is not None:
            if refusal[1] == "too_big":
                await _drain(receive)
            return await _refusal_response(refusal)(scope, receive, send)
        body = _Body(receive, send)
        await self._app(scope, body.receive, body.send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        host = headers.get("host", "")
        if not self._addresses.is_ours(host):
            return 400, "bad_host", "this server is not known by that name: see BINOME_PUBLIC_URL"
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
            return None
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return 403, "foreign_origin", "another site's page may not do this"
        origin = headers.get("origin")
        if origin is None:
            return 403, "foreign_origin", "the Origin header is missing: send this server's address"
        if not self._addresses.may_ask(origin, host):
            return 403, "foreign_origin", "another site's page may not do this"
        return None


class Addresses:
    """Under which names this server is known, and whose pages may ask it to change something."""

    def __init__(self, settings: Settings) -> None:
        self._origins = {
            origin.rstrip("/").lower() for origin in (settings.base_url, *settings.allowed_origins)
        }
        self._names = {"localhost", settings.host.lower()} | {
            urlsplit(origin).hostname or "" for origin in self._origins
        }

    def is_ours(self, host: str) -> bool:
        """Say whether a Host header names this server (an IP address always may: only a name can
        be turned against us by somebody else's DNS)."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and (name in self._names or _is_address(name))

    def may_ask(self, origin: str, host: str) -> bool:
        """Say whether pages of this origin may open the live socket and change things."""
        known = origin.lower()
        return known in self._origins or known in (
            f"http://{host}".lower(),
            f"https://{host}".lower(),
        )


class _Body:
    """Counts a request's body as it comes; too much of it becomes a 413."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._read = 0
        self._is_too_big = False
        self._answered = False

    async def receive(self) -> Message:
        """Return the next message, or the end of the request once it is too big."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > LARGEST_BODY and not self._is_too_big:
                self._is_too_big = True
                await _drain(self._receive, self._read)
                await self._refuse()
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless it was a 413 already."""
        if not self._is_too_big:
            self._answered = True
            await self._send(message)

    async def _refuse(self) -> None:
        if self._answered:
            return
        response = _refusal_response(_TOO_BIG)
        await self._send(
            {"type": "http.response.start", "status": 413, "headers": response.raw_headers}
        )
        await self._send({"type": "http.response.body", "body": response.body})


_TOO_BIG = (413, "too_big", "the request is larger than 1 MiB")


def _size_refusal(headers: Headers) -> tuple[int, str, str] | None:
    length = headers.get("content-length", "0")
    return _TOO_BIG if length.isdigit() and int(length) > LARGEST_BODY else None


def _refusal_response(refusal: tuple[int, str, str]) -> JSONResponse:
    status, code, message = refusal
    return JSONResponse(
        {"code": code, "message": message}, status, {"connection": "close", **HEADERS}
    )


async def _drain(receive: Receive, read: int = 0) -> None:
    """Throw a refused body away (to a limit): a client that still writes could not read why."""
    while read < DRAIN:
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _with_headers(scope: Scope, send: Send) -> Send:
    """Add our headers to every answer; what the API says is never kept by a cache."""
    is_api = scope["path"].startswith("/api/")

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if is_api:
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
