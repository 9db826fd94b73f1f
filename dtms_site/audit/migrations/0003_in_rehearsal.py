from django.db import migrations, models

from dtms_site.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(triggers.drop, triggers.create_strict),
        migrations.AddField(
            model_name="auditevent",
            name="in_rehearsal",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(triggers.create, triggers.drop),
    ]
