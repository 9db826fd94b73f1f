from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from dtms_site import clock
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.web.text import counted
from submissions.models import FormatReport

LONG = timedelta(minutes=3)


class Command(BaseCommand):
    help = "Tells what waits too long or failed, one line each; nothing when all is well."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        now = clock.now()
        late = FormatReport.objects.due(now).filter(queued_at__lte=now - LONG).count()
        if late:
            self.stdout.write(f"{counted(late, 'format check')} wait for more than three minutes")
        stuck = OutboxMessage.objects.due(now - LONG).count()
        if stuck:
            self.stdout.write(f"{counted(stuck, 'mail')} should have left three minutes ago")
        day = now - timedelta(days=1)
        failed = OutboxMessage.objects.filter(state=MailState.FAILED, created_at__gte=day).count()
        if failed:
            self.stdout.write(f"{counted(failed, 'mail')} failed within a day")
