from django.db import migrations, models

import dtms_site.mail.models


def name_each(apps, schema_editor):
    """One default for all rows would not be unique."""
    messages = apps.get_model("mail", "OutboxMessage")
    for message in messages.objects.filter(public_id=None).iterator():
        message.public_id = dtms_site.mail.models.public_id()
        message.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.AddField(
            "outboxmessage", "public_id", models.CharField(max_length=20, null=True)
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            "outboxmessage",
            "public_id",
            models.CharField(max_length=20, unique=True, default=dtms_site.mail.models.public_id),
        ),
    ]
