from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        from submissions import feeds, mails, navigation, reminders

        feeds.register()
        mails.register()
        navigation.register()
        reminders.register()
