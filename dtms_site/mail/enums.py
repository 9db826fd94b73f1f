from django.db.models import TextChoices


class MailState(TextChoices):
    HELD = "held", "Held"
    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    SHOWN = "shown", "Kept on screen"
    FAILED = "failed", "Failed"
    BOUNCED = "bounced", "Bounced"
    CANCELLED = "cancelled", "Cancelled"
