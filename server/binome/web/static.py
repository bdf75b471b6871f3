"""The built browser client: one page for every address of ours, and its hashed assets."""

from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response

from binome import resources
from binome.errors import Unavailable

PAGES = ("/", "/s", "/mirror", "/formulas", "/outbox", "/recap", "/recap/{session}")
"""Addresses that the client itself tells apart."""
FOREVER = "public, max-age=31536000, immutable"


def add_pages(app: FastAPI) -> None:
    """Serve the client under `app`; without a built client its pages say what to do."""

    def page(session: str = "") -> Response:
        return _index(200)

    for path in PAGES:
        app.add_api_route(path, page, methods=["GET", "HEAD"], include_in_schema=False)

    def asset(path: str, accept: Annotated[str, Header()] = "") -> Response:
        file = _inside_client(path)
        if file is None and "text/html" in accept and path.split("/")[0] not in ("api", "assets"):
            return _index(404)  # a person mistyped: the client says so in words
        if file is None:
            raise HTTPException(404, "there is nothing here")
        hashed = path.startswith("assets/")
        return FileResponse(file, headers={"cache-control": FOREVER if hashed else "no-cache"})

    app.add_api_route("/{path:path}", asset, methods=["GET", "HEAD"], include_in_schema=False)


def _index(status: int) -> Response:
    try:
        index = resources.client() / "index.html"
    except Unavailable as problem:
        return PlainTextResponse(f"{problem}\n", 503)
    return FileResponse(index, status, headers={"cache-control": "no-cache"})


def _inside_client(path: str) -> Path | None:
    try:
        folder = resources.client().resolve()
        file = (folder / path).resolve()
    except (Unavailable, ValueError, OSError):
        return None
    return file if file.is_relative_to(folder) and file.is_file() else None
