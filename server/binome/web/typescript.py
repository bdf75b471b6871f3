"""Writes the client's types from the server's: `client/src/types.ts` is generated, never edited.

Everything that travels over the live WebSocket is walked from `FromClient` and `ToClient` through
pydantic's JSON schema, so the domain's plain dataclasses stay the only source. Driven by
`python -m binome.web.typescript` (and `./dev types`); a test fails when the file is stale.
Every field is always present on the wire, therefore none is optional in TypeScript.
"""

import sys
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter

from binome.domain import commands, events, mirror, values, view
from binome.web import protocol

Schema = dict[str, Any]

CLIENT_TYPES = Path(__file__).resolve().parents[3] / "client" / "src" / "types.ts"
"""Where the types go in a checkout (an installed wheel has no client sources)."""

NAMED = {
    "Role": values.Role,
    "Language": values.Language,
    "CommitmentKind": values.CommitmentKind,
    "Outcome": values.Outcome,
    "Reached": values.Reached,
    "Phase": view.Phase,
    "Consent": view.Consent,
    "Transcription": view.Transcription,
}
"""Literals that deserve their own name in TypeScript."""

UNIONS: dict[str, Any] = {
    "Command": commands.Command,
    "Event": events.Event,
    "FromClient": protocol.FromClient,
    "ToClient": protocol.ToClient,
}

ROOTS: dict[str, Any] = {
    "Mirror": mirror.Mirror,
    "Trend": mirror.Trend,
    "Formula": mirror.Formula,
}
"""Values that come over REST instead of the live socket."""

CONSTANTS = {"PROTOCOL": protocol.PROTOCOL, "CLEAR": values.CLEAR}


def typescript() -> str:
    """The whole text of `types.ts`."""
    parts = [
        "// Generated from server/binome by `python -m binome.web.typescript`. Do not edit.\n",
        *(f"export const {name} = {value};" for name, value in CONSTANTS.items()),
        "",
        *(f"export type {name} = {_choice(get_args(v))};" for name, v in NAMED.items()),
        "",
    ]
    definitions: dict[str, Schema] = {}
    for name, root in ROOTS.items():
        schema = TypeAdapter(root).json_schema(mode="serialization")
        definitions.update(schema.pop("$defs", {}))
        definitions[name] = schema
    aliases: list[str] = []
    for name, union in UNIONS.items():
        adapter: TypeAdapter[Any] = TypeAdapter(union)
        schema = adapter.json_schema(mode="serialization")
        definitions.update(schema.pop("$defs"))
        aliases.append(f"export type {name} = {_type(schema, named=False)};\n")
    parts += [_interface(name, definitions[name]) for name in sorted(definitions)]
    return "\n".join([*parts, *aliases])


def _interface(name: str, schema: Schema) -> str:
    fields = "".join(
        f"  readonly {field}: {_type(kind)};\n" for field, kind in schema["properties"].items()
    )
    return f"{_comment(schema)}export interface {name} {{\n{fields}}}\n"


def _comment(schema: Schema) -> str:
    lines = str(schema.get("description", "")).strip().splitlines()
    if len(lines) < 2:
        return f"/** {lines[0].strip()} */\n" if lines else ""
    return "/**\n" + "".join(f" * {line.strip()}".rstrip() + "\n" for line in lines) + " */\n"


def _type(schema: Schema, *, named: bool = True) -> str:
    """One JSON schema node as TypeScript; `named` lets a known union appear by its name."""
    match schema:
        case {"$ref": str(ref)}:
            return ref.rsplit("/", 1)[1]
        case {"const": value}:
            return _choice((value,))
        case {"enum": choices}:
            return next(
                (name for name, v in NAMED.items() if list(get_args(v)) == choices),
                _choice(choices),
            )
        case {"oneOf": options} | {"anyOf": options}:
            return (named and _known_union(options)) or _union(options)
        case {"type": "array", "items": items}:
            item = _type(items)
            return f"readonly ({item})[]" if "|" in item else f"readonly {item}[]"
        case {"type": "string"}:
            return "string"
        case {"type": "integer" | "number"}:
            return "number"
        case {"type": "boolean" | "null" as plain}:
            return str(plain)
    raise TypeError(f"no TypeScript for this schema yet: {schema}")


def _known_union(options: list[Schema]) -> str | None:
    members = {_type(option) for option in options}
    for name, union in UNIONS.items():
        if {getattr(member, "__name__", "") for member in get_args(union)} == members:
            return name
    return None


def _union(options: list[Schema]) -> str:
    return " | ".join(dict.fromkeys(_type(option) for option in options))


def _choice(choices: tuple[object, ...] | list[object]) -> str:
    return " | ".join(f'"{c}"' if isinstance(c, str) else str(c) for c in choices)


def main() -> None:
    """Write the file, and say so on standard error."""
    CLIENT_TYPES.write_text(typescript(), encoding="utf-8")
    sys.stderr.write(f"wrote {CLIENT_TYPES}\n")


if __name__ == "__main__":
    main()
