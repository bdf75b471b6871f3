"""The `binome` command."""

import typer

app = typer.Typer(no_args_is_help=True, help="The companion of a remote mentoring call.")


@app.callback()
def main() -> None:
    """Binôme."""
