"""Commands for operators that end with one line and 1 where a server is away or what they were given does not fit."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import psycopg2

from kernel.errors import Failure

TOLD = (Failure, ValueError, OSError, psycopg2.Error)
AWAY = "database.unavailable"


class PlainCommand(click.Command):
    """A command whose failures are told without the way through the code, which helps nobody at night."""

    def invoke(self, ctx: click.Context) -> Any:
        with _plainly():
            return super().invoke(ctx)


class PlainGroup(click.Group):
    """A group of such commands."""

    def invoke(self, ctx: click.Context) -> Any:
        with _plainly():
            return super().invoke(ctx)


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except TOLD as error:
        raise click.ClickException(_words(error)) from error


def _words(error: Exception) -> str:
    """Give one line; an address that holds a password is never in it."""
    if isinstance(error, Failure):
        return f"{error.code}: the database does not answer, or not to this role" if error.code == AWAY else str(error)
    return f"{type(error).__name__}: {' '.join(str(error).split())}" if isinstance(error, psycopg2.Error) else str(error)
