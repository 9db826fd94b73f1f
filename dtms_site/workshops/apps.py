from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "dtms_site.workshops"
    label = "workshops"

    def ready(self) -> None:
        from dtms_site.mail import reminders
        from dtms_site.workshops import leaving, mails, own_data, reminding, unanswered

        leaving.register()
        mails.register()
        own_data.register()
        unanswered.register()
        reminders.register("unfinished work", reminding.run)
