import secrets

from django.db import models

from dtms_site.mail.enums import MailState
from dtms_site.mail.querysets import MailTextQuerySet, OutboxQuerySet


def public_id() -> str:
    """A name for addresses: numbers in a row would count the mails that a chair may not see.

    In small letters: it is part of mail addresses too, and some servers change their case.
    """
    return secrets.token_hex(10)


class OutboxMessage(models.Model):
    """One mail to one person: a row, written with what caused it, before it is a mail."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    key = models.CharField(max_length=200, unique=True, help_text="the same news is told once")
    kind = models.CharField(max_length=60)
    edition_id = models.BigIntegerField(null=True, db_index=True)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    to_email = models.EmailField()
    to_domain = models.CharField(max_length=254, blank=True)
    to_name = models.CharField(max_length=200, blank=True)
    to_user_id = models.BigIntegerField(null=True)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    reason = models.CharField(max_length=200)
    stays_on_screen = models.BooleanField(
        default=False, help_text="Of a sample or a rehearsal: it is read here and never leaves."
    )
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    # By the edition's own clock; all other times are the site's.
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["about", "about_id"]),
            models.Index(fields=["to_domain", "tried_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_mail_has_a_time",
                condition=~models.Q(state=MailState.SENT) | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_stays_on_screen_never_leaves",
                condition=models.Q(stays_on_screen=False)
                | models.Q(state__in=[MailState.SHOWN, MailState.CANCELLED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_email}"


class MailRefusal(models.Model):
    """Somebody wants no more mail of a kind that they may do without."""

    kind = models.CharField(max_length=60)
    email = models.EmailField()

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "email", name="one_refusal_a_kind_and_address")
        ]

    def __str__(self) -> str:
        return f"no {self.kind} to {self.email}"


class MailText(models.Model):
    """An edition's own words for one kind of mail. A row for each change; the newest counts.

    Empty words mean: as shipped, from here on.
    """

    edition_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField(null=True)
    changed_by = models.CharField(max_length=200)

    objects = MailTextQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["edition_id", "kind"])]

    def __str__(self) -> str:
        return f"text of {self.kind}"

    @property
    def is_shipped(self) -> bool:
        return not self.body
