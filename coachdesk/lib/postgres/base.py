"""Django's PostgreSQL backend, which stops waiting for a server that is away (REL-15, REL-23)."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from coachdesk.lib.breaker import Breaker

# Short: the person's browser asks again after five seconds, and by then we know.
breaker = Breaker("the database", rest=1.0)


class DatabaseWrapper(base.DatabaseWrapper):
    """One request in a second waits for a server that is away; the others are refused at once.

    Without that each thread waits for the pool's time-out, and those behind it wait for a thread.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection of the pool. Raises psycopg.OperationalError when the server is away."""
        if not breaker.may_try():
            raise self.Database.OperationalError("the database did not answer a moment ago")
        try:
            connection = super().get_new_connection(conn_params)
        except self.Database.OperationalError as error:
            breaker.failed(error)
            raise
        breaker.worked()
        return connection
