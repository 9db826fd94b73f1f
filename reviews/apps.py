from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import (
            author_view,
            bid_reminders,
            digests,
            feeds,
            mails,
            navigation,
            receivers,
            reminders,
        )
        from reviews.chair import format_tasks, setting_up
        from reviews.meeting import entries as meetings

        author_view.register()
        bid_reminders.register()
        digests.register()
        feeds.register()
        format_tasks.register()
        mails.register()
        meetings.register()
        navigation.register()
        receivers.register()
        reminders.register()
        setting_up.register()
