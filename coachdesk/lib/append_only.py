"""Database triggers for rows that must never change, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations


class AppendOnly(migrations.RunPython):
    """Refuse UPDATE and DELETE (or the acts named) on a table, by any path (SEC-54).

    ``when`` is an SQL condition over OLD (and NEW for updates) that limits the refusal.
    """

    def __init__(
        self, table: str, acts: tuple[str, ...] = ("UPDATE", "DELETE"), when: str = ""
    ) -> None:
        self.table, self.acts, self.when = table, acts, when
        super().__init__(self._make, self._drop, elidable=False)

    def deconstruct(self) -> Any:
        return (self.__class__.__qualname__, [self.table, self.acts, self.when], {})

    def _name(self, act: str) -> str:
        return f"keep_{self.table}_{act.lower()}"

    def _make(self, apps: Any, editor: Any) -> None:
        for act in self.acts:
            name = self._name(act)
            if editor.connection.vendor == "sqlite":
                when = f"WHEN {self.when}" if self.when else ""
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {self.table} FOR EACH ROW {when} "
                    f"BEGIN SELECT RAISE(ABORT, '{self.table} is append-only'); END"
                )
            else:
                when = f"WHEN ({self.when})" if self.when else ""
                editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    f"BEGIN RAISE EXCEPTION '{self.table} is append-only' "
                    "USING ERRCODE = 'integrity_constraint_violation'; END $$"
                )
                editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {self.table} FOR EACH ROW {when} "
                    f"EXECUTE FUNCTION {name}()"
                )

    def _drop(self, apps: Any, editor: Any) -> None:
        for act in self.acts:
            name = self._name(act)
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {self.table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
