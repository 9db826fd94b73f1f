"""kill -9 of the worker among mails to a real, slow, moody SMTP server: none is lost.

A mail goes out twice where the worker died between the server's yes and the note of it. Such a
pair has one Message-ID, and its row more than one attempt. DTMS_MAILS=1000 sends that many.
"""

import asyncio
import json
import os
import sys
import time
from collections import Counter
from typing import Any

from tests.live import LiveSite, until
from tests.smtp import Mailbox, SmtpServer

MAILS, KILLS, WORKERS = int(os.environ.get("DTMS_MAILS", "200")), 5, 2
WRITE = f"""
from dtms_site.mail import services as mail
for n in range({MAILS}):
    mail.tell("committee.accepted", mail.Recipient(f"p{{n}}@site{{n % 7}}.example"), {{}},
              key=str(n))
"""
STATES = """
import json
from dtms_site.mail.models import OutboxMessage
rows = OutboxMessage.objects.values_list("to_email", "state", "attempts", "public_id")
print(json.dumps(list(rows)))
"""
# What waits for the end of a lease, or for a greylisting server, has waited: then the sweep runs.
FIVE_MINUTES_LATER = """
from datetime import timedelta
from django.db.models import F
from dtms_site.mail.models import OutboxMessage
from dtms_site.mail.tasks import sweep
for time in ("not_before", "leased_until"):
    OutboxMessage.objects.exclude(**{time: None}).update(**{time: F(time) - timedelta(minutes=5)})
sweep()
"""


class Moody(Mailbox):
    """Takes its time; greylists one in twenty at first, and does not know one in fifty."""

    def __init__(self) -> None:
        super().__init__()
        self.greeted: Counter[str] = Counter()
        self.arrivals: list[float] = []

    def number(self, address: str) -> int:
        return int(address.partition("@")[0][1:])

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.greeted[address] += 1
        if self.number(address) % 50 == 7:
            return "550 5.1.1 no such user"
        if self.number(address) % 20 == 3 and self.greeted[address] == 1:
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(0.03)
        self.arrivals.append(time.monotonic())
        return await super().handle_DATA(server, session, envelope)


def state(site: LiveSite) -> list[list[Any]]:
    rows: list[list[Any]] = json.loads(site.shell(STATES).splitlines()[-1])
    return rows


def all_ended(site: LiveSite) -> bool:
    """Looked at after five minutes have passed for whatever waits, as often as it takes."""
    if all(row[1] in {"sent", "failed"} for row in state(site)):
        return True
    site.shell(FIVE_MINUTES_LATER)
    time.sleep(3)
    return False


def come_to_rest(box: Moody, seconds: float = 4) -> bool:
    """No mail has arrived for that long."""
    return time.monotonic() - box.arrivals[-1] > seconds


def test_many_mails_and_five_deaths(tmp_path):
    with SmtpServer(Moody()) as server:
        box = server.mailbox
        url = f"smtp://127.0.0.1:{server.port}"
        with LiveSite(tmp_path, EMAIL_URL=url, MAIL_PER_MINUTE="100000") as site:
            site.shell(WRITE)
            for n in range(1, KILLS + 1):
                # Some way through, so that each death finds mails on their way.
                share = n * MAILS * 3 // 20
                until(lambda share=share: len(box.messages) >= share, seconds=240, what="mails")
                site.kill("celery")
            until(lambda: come_to_rest(box), seconds=240, what="the end of the queue")
            until(lambda: all_ended(site), seconds=300, what="the last mail")
            rows = state(site)
    refused = {f"p{n}@site{n % 7}.example" for n in range(MAILS) if n % 50 == 7}
    assert {row[0] for row in rows if row[1] == "failed"} == refused
    arrived = Counter(str(m["Message-ID"]).strip("<>").partition("@")[0] for m in box.messages)
    assert len(arrived) == MAILS - len(refused)
    assert set(arrived) == {row[3] for row in rows if row[1] == "sent"}
    twice = {public_id for public_id, count in arrived.items() if count > 1}
    assert all(row[2] > 1 for row in rows if row[3] in twice)
    assert sum(arrived.values()) - len(arrived) <= KILLS * WORKERS
    reached = MAILS * 7 // 10
    seconds = box.arrivals[reached] - box.arrivals[0]
    told = f"{len(arrived)} arrived, {len(twice)} twice, {reached / seconds:.1f} a second"
    sys.stdout.write(f"{told}, five deaths included\n")
