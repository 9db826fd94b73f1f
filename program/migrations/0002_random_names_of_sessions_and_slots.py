from typing import Any

from django.db import migrations, models

import reviews.models


def name_each(apps: Any, schema_editor: Any) -> None:
    """The default of a new column is asked for once: all rows got the same name."""
    for kind in ("Session", "Slot"):
        for row in apps.get_model("program", kind).objects.all():
            row.public_id = reviews.models.public_id()
            row.save(update_fields=["public_id"])


def field(*, unique: bool) -> models.Field:
    return models.CharField(
        default=reviews.models.public_id, editable=False, max_length=16, unique=unique
    )


class Migration(migrations.Migration):
    dependencies = [("program", "0001_camera_ready_programme_proceedings")]

    operations = [
        migrations.AddField("session", "public_id", field(unique=False)),
        migrations.AddField("slot", "public_id", field(unique=False)),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField("session", "public_id", field(unique=True)),
        migrations.AlterField("slot", "public_id", field(unique=True)),
    ]
