from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import (
            author_view,
            bid_reminders,
            digests,
            external_reminders,
            feeds,
            mails,
            navigation,
            receivers,
            reminders,
        )
        from reviews.chair import external, format_tasks, setting_up

        author_view.register()
        bid_reminders.register()
        digests.register()
        external.register()
        external_reminders.register()
        feeds.register()
        format_tasks.register()
        mails.register()
        navigation.register()
        receivers.register()
        reminders.register()
        setting_up.register()
