from typing import Any

from django.db import migrations, models

import reviews.models


def name_each(apps: Any, schema_editor: Any) -> None:
    """The default of a new column is asked for once: all rows got the same name."""
    proposals = apps.get_model("reviews", "Proposal")
    for proposal in proposals.objects.all():
        proposal.public_id = reviews.models.public_id()
        proposal.save(update_fields=["public_id"])


def field(*, unique: bool) -> models.Field:
    return models.CharField(
        default=reviews.models.public_id, editable=False, max_length=16, unique=unique
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_revisions")]

    operations = [
        migrations.AddField("proposal", "public_id", field(unique=False)),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField("proposal", "public_id", field(unique=True)),
    ]
