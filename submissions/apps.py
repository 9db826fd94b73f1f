from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        from submissions import mails, navigation, reminders

        mails.register()
        navigation.register()
        reminders.register()
