"""Rows of the log stay as they were written: the database itself refuses to change them.

Only the rows of a rehearsal may be removed, and no row becomes one later.
"""

from typing import Any

MESSAGE = "the log is append-only"


def _sqlite(allowed: str) -> list[str]:
    when = {"update": "", "delete": f"WHEN NOT ({allowed}) "}
    return [
        f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit_auditevent {when[verb]}"
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for verb in ("update", "delete")
    ]


def _postgresql(allowed: str) -> list[str]:
    return [
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF {allowed} THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION '{MESSAGE}'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditevent "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    ]


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
NOTHING = {"sqlite": "0", "postgresql": "false"}
OF_REHEARSALS = "OLD.in_rehearsal"
DROP = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP FUNCTION audit_refuse() CASCADE"],
}


def statements(vendor: str, allowed: str = OF_REHEARSALS) -> list[str]:
    return _STATEMENTS[vendor](allowed)


def create_strict(apps: Any, schema_editor: Any) -> None:
    """As they were before there were rehearsals."""
    vendor = schema_editor.connection.vendor
    for statement in statements(vendor, NOTHING[vendor]):
        schema_editor.execute(statement)


def create(apps: Any, schema_editor: Any) -> None:
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    """For a migration that rebuilds the table, which loses them in SQLite."""
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
