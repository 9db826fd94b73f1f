from django.db import migrations

from reviews import triggers


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("submissions", "0001_initial")]
    operations = [migrations.RunPython(triggers.create, migrations.RunPython.noop)]
