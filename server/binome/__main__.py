"""`python -m binome` is the `binome` command."""

from binome.cli import app

app()
