from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"

    def ready(self) -> None:
        from program import chair_tasks, feeds, mails, navigation, receivers, reminders, sections

        chair_tasks.register()
        feeds.register()
        mails.register()
        navigation.register()
        receivers.register()
        reminders.register()
        sections.register()
