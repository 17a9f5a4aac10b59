"""The whole database into one file and back, on SQLite and PostgreSQL, with the vendors' own tools."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from coachdesk.operation.errors import OperationRefused

COUNT_ROWS = "SELECT count(*) FROM "


def dump(target: Path) -> dict[str, int]:
    """Copy the database as it is at one moment into ``target``; gives the rows of each table.

    Other processes go on writing meanwhile. Raises OperationRefused when the tool fails.
    """
    names = sorted(connection.introspection.table_names())
    if connection.vendor == "sqlite":
        return _dump_sqlite(target, names)
    return _dump_postgres(target, names)


def load(source: Path) -> None:
    """Fill an empty database from a file of ``dump``. Raises OperationRefused when the tool fails."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
        return
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")(
        str(source)
    )


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


def count_rows(names: Iterable[str]) -> dict[str, int]:
    """The rows of each table named, -1 for one that is not there."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) if name in there else -1 for name in names}


def broken_references() -> int:
    """How many rows point at a row that is not there. PostgreSQL has proven that while loading."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        return len(cursor.fetchall())


def _count(cursor: Any, name: str) -> int:
    cursor.execute(COUNT_ROWS + connection.ops.quote_name(name))
    return int(cursor.fetchone()[0])


def _dump_sqlite(target: Path, names: list[str]) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        cursor = copy.cursor()
        return {name: _count(cursor, name) for name in names}


def _dump_postgres(target: Path, names: list[str]) -> dict[str, int]:
    """The counts and the dump see one snapshot, taken on a connection of its own."""
    with closing(_own_connection()) as own, own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = {name: _count(cursor, name) for name in names}
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges")(
            f"--snapshot={snapshot}", f"--file={target}"
        )
    return counts


@contextmanager
def scratch(folder: Path) -> Iterator[dict[str, str]]:
    """An empty database for a moment; gives the variables that lead another process to it.

    On SQLite it is a file in ``folder``; on PostgreSQL a database on the same server, for which the
    user needs CREATEDB. Raises OperationRefused where it cannot be made.
    """
    if connection.vendor == "sqlite":
        yield {"COACHDESK_DATA": str(folder), "DATABASE_URL": ""}
        return
    name = f"coachdesk_drill_{secrets.token_hex(6)}"
    try:
        _outside(f'CREATE DATABASE "{name}" TEMPLATE template0')
    except connection.Database.Error as error:  # type: ignore[attr-defined]
        raise OperationRefused(
            f"A database for the drill cannot be made ({type(error).__name__}): the user needs CREATEDB."
        ) from None
    try:
        url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
        yield {"COACHDESK_DATA": str(folder), "DATABASE_URL": url}
    finally:
        _outside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _outside(statement: str) -> None:
    """Run a statement that no transaction may hold."""
    with closing(_own_connection(autocommit=True)) as own:
        own.execute("SET statement_timeout = 0")
        own.execute(statement)


def _own_connection(**more: Any) -> Any:
    """A connection to our PostgreSQL database beside Django's pool."""
    parameters = connection.get_connection_params()
    known = ("dbname", "user", "password", "host", "port", "options", "connect_timeout")
    wanted = {
        name: value
        for name, value in parameters.items()
        if name in known or name.startswith(("ssl", "channel_", "target_", "gss"))
    }
    return connection.Database.connect(**wanted, **more)  # type: ignore[attr-defined]


def _run(program: str, *options: str) -> Any:
    """The program on our database; a password goes by the environment, where nobody else reads it."""
    arguments, extra = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    where = [*arguments[1:-1], f"--dbname={arguments[-1]}"]

    def start(*rest: str) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and no argument comes from a visitor
                [program, *where, *options, *rest],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**os.environ, **(extra or {})},
            )
        except FileNotFoundError:
            raise OperationRefused(
                f"{program} is missing: install the PostgreSQL client of the server's version."
            ) from None
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            # The first line names the cause; further ones may quote rows.
            raise OperationRefused(
                f"{program} failed: {said[0][:200] if said else done.returncode}"
            )

    return start
