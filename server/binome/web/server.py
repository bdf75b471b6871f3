"""The web application: guard, REST, live socket, pages. `binome.app.gateway` serves it."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Lifespan

from binome import resources
from binome.errors import (
    BadInput,
    BadLink,
    BinomeError,
    ExpiredLink,
    NotAllowed,
    NotFound,
    Unavailable,
)
from binome.web import api, operator
from binome.web.door import Door
from binome.web.live import Live
from binome.web.security import Guard
from binome.web.static import add_pages

STATUSES: tuple[tuple[type[BinomeError], int], ...] = (
    (BadLink, 401),
    (ExpiredLink, 403),
    (NotAllowed, 403),
    (NotFound, 404),
    (BadInput, 422),
    (Unavailable, 503),
    (BinomeError, 409),
)
"""HTTP status of each error, the first that fits."""


def application(door: Door, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Return the application behind `door`."""
    app = FastAPI(
        title="Binôme",
        version=resources.version(),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.include_router(api.router(door))
    app.include_router(operator.router(door))
    live = Live(door)
    for path in ("/live", "/api/live"):
        app.add_api_websocket_route(path, live.serve)
    add_pages(app)
    app.add_exception_handler(BinomeError, _said)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Guard, settings=door.settings)
    return app


def _answer(
    status: int, code: str, message: str, reason: str = "", values: tuple[str, ...] = ()
) -> JSONResponse:
    return JSONResponse(
        {"code": code, "message": message, "reason": reason, "values": values}, status
    )


async def _said(_: Request, problem: Exception) -> JSONResponse:
    status = next(status for kind, status in STATUSES if isinstance(problem, kind))
    assert isinstance(problem, BinomeError)  # noqa: S101 - what it is registered for
    return _answer(status, problem.code, str(problem), problem.reason, problem.values)


async def _invalid(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - what it is registered for
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body")
    return _answer(422, "bad_input", f"{where or 'body'}: {first['msg']}")


async def _http(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, HTTPException)  # noqa: S101 - what it is registered for
    code = "not_found" if problem.status_code == 404 else f"http_{problem.status_code}"
    return _answer(problem.status_code, code, str(problem.detail))
