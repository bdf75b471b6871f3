"""One's own mirror as a file, and the formulas as the page shows them."""

import csv
import io
import json
from dataclasses import astuple, fields
from typing import Any, Literal

from binome.domain.mirror import FORMULAS, Mirror
from binome.domain.mirror.table import Row, rows_of
from binome.wire.codec import to_json

MirrorFormat = Literal["csv", "json"]
SCHEMA = "binome.mirror/1"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def mirror_as(format: MirrorFormat, session: str, mirror: Mirror) -> tuple[bytes, str]:
    """Return the file's bytes and its media type."""
    if format == "csv":
        return as_csv(mirror), "text/csv; charset=utf-8"
    document = {"schema": SCHEMA, "session": session, "mirror": to_json(mirror)}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return text.encode(), "application/json"


def as_csv(mirror: Mirror) -> bytes:
    """Return the figures as comma-separated values, with the mark that spreadsheets know UTF-8 by.

    Text that a spreadsheet would take for a formula is quoted with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([field.name for field in fields(Row)])
    for row in rows_of(mirror):
        writer.writerow(["" if value is None else _harmless(value) for value in astuple(row)])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: object) -> object:
    is_formula = isinstance(value, str) and value.startswith(_STARTS_A_FORMULA)
    return f"'{value}" if is_formula else value


def formulas() -> list[dict[str, Any]]:
    """Return every figure's formula in both languages, in the order of the page."""
    return [to_json(formula) for formula in FORMULAS]
