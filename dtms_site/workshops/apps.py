from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "dtms_site.workshops"
    label = "workshops"

    def ready(self) -> None:
        from dtms_site.workshops import invitation_reminders, mails

        invitation_reminders.register()
        mails.register()
