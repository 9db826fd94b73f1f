from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        from submissions import changes, duties, feeds, leaving, mails, navigation, own_data

        duties.register()
        changes.register()
        feeds.register()
        leaving.register()
        mails.register()
        navigation.register()
        own_data.register()
