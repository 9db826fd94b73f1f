from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import (
            author_view,
            duties,
            external_duties,
            feeds,
            leaving,
            mails,
            navigation,
            news,
            own_data,
            receivers,
            sealing,
        )
        from reviews.chair import (
            digest,
            external,
            format_tasks,
            late,
            mail_readers,
            setting_up,
            undelivered,
            waiting,
        )
        from reviews.meeting import entries as meetings

        author_view.register()
        duties.register()
        external.register()
        external_duties.register()
        feeds.register()
        format_tasks.register()
        mails.register()
        meetings.register()
        navigation.register()
        news.register()
        own_data.register()
        receivers.register()
        sealing.register()
        setting_up.register()
        late.register()
        leaving.register()
        mail_readers.register_all()
        undelivered.register()
        waiting.register()
        digest.register()
