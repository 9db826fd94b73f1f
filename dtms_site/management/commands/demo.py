from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import ProtectedError

from dtms_site.mail.services import address
from dtms_site.management.demo.content import load_people
from dtms_site.management.demo.load import PASSWORD, SLUG, Sample
from dtms_site.management.demo.schedule import Phase
from dtms_site.workshops.models import Workshop


class Command(BaseCommand):
    help = "Makes the sample edition in the asked phase, with invented people and papers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--papers", type=int, default=40)
        parser.add_argument(
            "--phase", type=Phase, choices=list(Phase), default=Phase.DISCUSSION,
            metavar=",".join(Phase),
        )  # fmt: skip
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--once", action="store_true", help="do nothing when there is a sample already"
        )

    def handle(self, **options: Any) -> None:
        if not (settings.EMBEDDED or settings.DEBUG):
            raise CommandError(
                "The sample's accounts have a known password. It is not made on a production site."
            )
        old = Workshop.objects.filter(slug=SLUG).first()
        if old and options["once"]:
            return
        if old:
            remove(old)
        sample = Sample(
            options["phase"], papers=options["papers"], seed=options["seed"], say=self.say
        )
        workshop = sample.fill()
        self.say(f"{workshop} in phase {options['phase']}: {address(workshop.get_absolute_url())}")
        self.print_accounts()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def print_accounts(self) -> None:
        self.say(f"Everybody signs in with the password {PASSWORD}")
        for person in load_people().values():
            if person.role and person.role != "keynote":
                self.say(f"  {person.role:18} {person.email:44} {person.name}")
        authors = [p for p in load_people().values() if p.role is None][:4]
        for person in authors:
            self.say(f"  {'author':18} {person.email:44} {person.name}")


def remove(workshop: Workshop) -> None:
    """The old sample goes, papers first: what they use is protected."""
    try:
        workshop.submissions.all().delete()
    except ProtectedError as error:
        raise CommandError(f"The old sample cannot be removed: {error}") from error
    workshop.delete()
