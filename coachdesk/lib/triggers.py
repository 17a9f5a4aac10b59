"""Database triggers that refuse a row where a condition holds, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations


class RefuseWhere(migrations.RunPython):
    """Refuse an INSERT or UPDATE of ``table`` while ``condition``, SQL over NEW, is true.

    ``condition`` may hold subqueries. ``{{at:x}}`` in it becomes a time that can be compared, and
    ``{{day}}`` one day to take from it: the two databases keep times differently. A later migration
    that rebuilds the table on SQLite drops its triggers: it lists this operation again.
    """

    def __init__(self, table: str, name: str, condition: str, message: str) -> None:
        self.table, self.name, self.condition, self.message = table, name, condition, message
        super().__init__(self._make, self._drop, elidable=False)

    def deconstruct(self) -> Any:
        arguments = [self.table, self.name, self.condition, self.message]
        return (self.__class__.__qualname__, arguments, {})

    def _make(self, apps: Any, editor: Any) -> None:
        on_sqlite = editor.connection.vendor == "sqlite"
        condition = self.condition.replace("{{day}}", "1.0" if on_sqlite else "interval '1 day'")
        start = condition.find("{{at:")
        while start >= 0:
            end = condition.index("}}", start)
            column = condition[start + 5 : end]
            column = f"julianday({column})" if on_sqlite else column
            condition = f"{condition[:start]}{column}{condition[end + 2 :]}"
            start = condition.find("{{at:")
        if on_sqlite:
            for act in ("INSERT", "UPDATE"):
                editor.execute(
                    f"CREATE TRIGGER {self.name}_{act.lower()} BEFORE {act} ON {self.table} "
                    f"FOR EACH ROW WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
                )
            return
        editor.execute(
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {condition} THEN RAISE EXCEPTION '{self.message}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {self.name} BEFORE INSERT OR UPDATE ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )

    def _drop(self, apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for act in ("insert", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_{act}")
            return
        editor.execute(f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}")
        editor.execute(f"DROP FUNCTION IF EXISTS {self.name}()")
