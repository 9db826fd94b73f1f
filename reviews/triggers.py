"""Nobody holds a paper over a confirmed conflict: the database itself refuses both orders."""

from typing import Any

MESSAGE = "an active assignment stands against a confirmed conflict"
CONFLICT = (
    "EXISTS (SELECT 1 FROM submissions_conflict c WHERE c.submission_id = NEW.submission_id "
    "AND c.user_id = NEW.reviewer_id AND c.state = 'confirmed')"
)
ASSIGNMENT = (
    "EXISTS (SELECT 1 FROM reviews_assignment a WHERE a.submission_id = NEW.submission_id "
    "AND a.reviewer_id = NEW.user_id AND a.status IN ('pending', 'accepted'))"
)
ACTIVE = "NEW.status IN ('pending', 'accepted')"
BINDING = "NEW.state = 'confirmed'"
SIDES = [
    ("reviews_assignment", ACTIVE, CONFLICT),
    ("submissions_conflict", BINDING, ASSIGNMENT),
]


def create(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for table, when, clash in SIDES:
        for statement in _STATEMENTS[vendor](table, when, clash):
            schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    """For a migration that rebuilds one of the tables, which SQLite refuses under a trigger."""
    vendor = schema_editor.connection.vendor
    for table, _, _ in SIDES:
        if vendor == "sqlite":
            for verb in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_clash_{verb}")
        else:
            schema_editor.execute(f"DROP FUNCTION {table}_clash() CASCADE")


def _sqlite(table: str, when: str, clash: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_clash_{verb} BEFORE {verb} ON {table} WHEN {when} AND {clash} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for verb in ("insert", "update")
    ]


def _postgresql(table: str, when: str, clash: str) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_clash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} AND {clash} THEN RAISE EXCEPTION '{MESSAGE}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_clash BEFORE INSERT OR UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_clash()",
    ]


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
