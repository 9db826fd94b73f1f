from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        from submissions import duties, feeds, mails, navigation

        duties.register()
        feeds.register()
        mails.register()
        navigation.register()
