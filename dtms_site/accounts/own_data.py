"""What the site holds of one person, for that person to take along. Each app registers its part.

A part holds what its owner may see at this moment on pages and in mails, and nothing else: no
outcome before its release, no mail before it has left, nobody else's review.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import IO, Any

from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile

from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import verified_addresses
from dtms_site.audit.models import AuditEvent
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage

Part = Callable[[User], Any]
Files = Callable[[User], Iterator[tuple[str, FieldFile]]]
IN_MEMORY = 4 * 1024 * 1024
_parts: dict[str, Part] = {}
_files: list[Files] = []


def register(name: str, part: Part) -> None:
    """Add a part under this name. It returns what JSON can hold, dates included."""
    _parts[name] = part


def register_files(source: Files) -> None:
    """Add files: (path inside the archive, file)."""
    _files.append(source)


def names() -> list[str]:
    return list(_parts)


def pack(user: User) -> IO[bytes]:
    """A zip of everything: one JSON document, and the files as they were uploaded."""
    archive = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # its reader closes it
    told = {name: part(user) for name, part in _parts.items()}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        text = json.dumps(told, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        packed.writestr("my-data.json", text)
        for source in _files:
            for name, file in source(user):
                packed.writestr(str(PurePath(name)), _read(file))
    archive.seek(0)
    return archive


def _read(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        return bytes(opened.read())


def rows(found: Any, *fields: str) -> list[dict[str, Any]]:
    """A queryset as a part."""
    return list(found.values(*fields))


def register_own() -> None:
    register("profile", _profile)
    register("addresses", _addresses)
    register("mails to you", _mails)
    register("what you did", _acts)


def _profile(user: User) -> Any:
    fields = ("email", "given_name", "family_name", "affiliation", "country", "orcid",
              "time_zone", "date_joined", "last_login")  # fmt: skip
    return {name: getattr(user, name) for name in fields}


def _addresses(user: User) -> Any:
    return rows(EmailAddress.objects.filter(user=user), "email", "verified", "primary")


def _mails(user: User) -> Any:
    """Those that have left. One that waits may still be stopped, and then was never written."""
    mine = OutboxMessage.objects.to_person(user.pk, list(verified_addresses(user)))
    gone = mine.filter(state__in=[MailState.SENT, MailState.BOUNCED])
    fields = ("to_email", "subject", "text", "reason", "sent_at")
    return rows(gone.order_by("sent_at", "pk"), *fields)


def _acts(user: User) -> Any:
    events = AuditEvent.objects.filter(actor_id=user.pk).order_by("at", "pk")
    return rows(events, "at", "verb", "about_name", "reason")
