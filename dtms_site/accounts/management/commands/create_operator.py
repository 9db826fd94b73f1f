from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from dtms_site.accounts import operators, services


class Command(BaseCommand):
    help = "Makes or promotes an operator, and prints an address to sign in with, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="e-mail address of the operator")

    def handle(self, **options: Any) -> None:
        try:
            validate_email(options["address"])
        except ValidationError as error:
            raise CommandError(f"{options['address']} is not an e-mail address.") from error
        user = services.make_operator(options["address"])
        self.stdout.write(f"{user.email} is an operator. This address signs in, once, for an hour:")
        self.stdout.write(operators.entrance_of(user, site=running_at()))


def running_at() -> str:
    """Where `serve` says that this site runs; it may use a port of its own."""
    lock = settings.HOME / "serve.lock"
    told = lock.read_text().partition(" ")[0] if settings.EMBEDDED and lock.exists() else ""
    return told if told.startswith("http") else ""
