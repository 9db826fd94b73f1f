from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import (
            author_view,
            bid_reminders,
            digests,
            mails,
            navigation,
            receivers,
            reminders,
        )

        author_view.register()
        bid_reminders.register()
        digests.register()
        mails.register()
        navigation.register()
        receivers.register()
        reminders.register()
