from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"

    def ready(self) -> None:
        from program import (
            chair_tasks,
            duties,
            feeds,
            mail_readers,
            mails,
            navigation,
            receivers,
            sections,
        )

        chair_tasks.register()
        duties.register()
        feeds.register()
        mail_readers.register_all()
        mails.register()
        navigation.register()
        receivers.register()
        sections.register()
