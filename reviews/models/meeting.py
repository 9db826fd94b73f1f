from django.conf import settings
from django.db import models
from django.db.models import Q

from dtms_site.workshops.models import Workshop
from reviews.enums import ItemState, MeetingState
from reviews.models.deciding import Decision
from reviews.models.ids import public_id
from reviews.querysets import AttendanceQuerySet, MeetingQuerySet, TurnQuerySet
from submissions.models import Submission


class Meeting(models.Model):
    """The committee at one table, or in one call. All of its state is in rows."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    call_url = models.URLField("link to the video call", max_length=500, blank=True)
    minutes_a_paper = models.PositiveSmallIntegerField(default=8)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    sequence = models.PositiveSmallIntegerField(
        default=0, help_text="Counts how often calendars were told another time or link."
    )
    invited_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("workshop", "number", name="one_meeting_a_number"),
            models.UniqueConstraint(
                "workshop", name="one_meeting_ahead", condition=~Q(state=MeetingState.OVER)
            ),
            models.CheckConstraint(
                name="begun_meeting_has_a_start",
                condition=Q(state=MeetingState.PLANNED) | Q(started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_meeting_has_an_end",
                condition=~Q(state=MeetingState.OVER) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.number} of {self.workshop}"

    @property
    def is_live(self) -> bool:
        return self.state == MeetingState.LIVE

    @property
    def is_over(self) -> bool:
        return self.state == MeetingState.OVER

    @property
    def is_announced(self) -> bool:
        """Members know of it: they were invited, or it began without invitations."""
        return self.invited_at is not None or self.state != MeetingState.PLANNED


class MeetingItem(models.Model):
    """A paper on the agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.WAITING)
    was_put_off = models.BooleanField(default=False)
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, related_name="+", help_text="Recorded in the room."
    )

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint("meeting", "submission", name="one_item_a_paper")]

    def __str__(self) -> str:
        return f"{self.submission} in {self.meeting}"


class Turn(models.Model):
    """A stretch of time in which a paper is on the table. The open one is the current paper.

    The two counts let a page notice cheaply that there is something new on the table.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="turns")
    item = models.ForeignKey(MeetingItem, models.CASCADE, related_name="turns")
    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    room_news = models.PositiveIntegerField(default=0)
    chair_news = models.PositiveIntegerField(default=0)

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "meeting", name="one_paper_on_the_table", condition=Q(ended_at__isnull=True)
            )
        ]


class Recusal(models.Model):
    """Somebody who was at the meeting stayed out while a paper was on the table."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    out_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("turn", "user", name="one_recusal_a_turn")]


class Attendance(models.Model):
    """Somebody at the meeting, from joining to leaving. An open page says that they are there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "meeting", "user", name="one_chair_to_sit_on", condition=Q(left_at__isnull=True)
            )
        ]


class Ballot(models.Model):
    """A vote of the room on one paper. Nothing says who voted for what."""

    item = models.ForeignKey(MeetingItem, models.CASCADE, related_name="ballots")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    voters = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    accept = models.PositiveSmallIntegerField(default=0)
    conditional = models.PositiveSmallIntegerField(default=0)
    reject = models.PositiveSmallIntegerField(default=0)
    abstain = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "item", name="one_open_ballot", condition=Q(closed_at__isnull=True)
            )
        ]


class MeetingNote(models.Model):
    """A line for the minutes."""

    item = models.ForeignKey(MeetingItem, models.CASCADE, related_name="notes")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
