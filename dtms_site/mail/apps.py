from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "dtms_site.mail"
    label = "mail"
