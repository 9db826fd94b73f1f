from django.db.models import TextChoices


class SlotKind(TextChoices):
    PAPER = "paper", "Paper"
    KEYNOTE = "keynote", "Keynote"
    PANEL = "panel", "Panel"
    BREAK = "break", "Break"
    OPENING = "opening", "Opening"
    CLOSING = "closing", "Closing"
    OTHER = "other", "Something else"


class ProceedingsState(TextChoices):
    DRAFT = "draft", "Not built"
    QUEUED = "queued", "Waiting"
    BUILDING = "building", "Building"
    READY = "ready", "Built"
    FAILED = "failed", "Failed"
    PUBLISHED = "published", "Published"


AT_WORK = frozenset({ProceedingsState.QUEUED, ProceedingsState.BUILDING})
BUILT = frozenset({ProceedingsState.READY, ProceedingsState.PUBLISHED})
