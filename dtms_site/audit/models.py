from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditEvent(models.Model):
    """Who did what, to what, when and why. Rows are never changed or removed: triggers see to it.

    Those of a rehearsal may go with it; which they are is said when they are written.

    Things are named by label and id, so that a row outlives what it tells of.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    edition_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_name = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    in_rehearsal = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["edition_id", "-at"]),
            models.Index(fields=["about", "about_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.verb}"
