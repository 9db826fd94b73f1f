from django.db import migrations

from dtms_site.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(triggers.create_strict, migrations.RunPython.noop)]
