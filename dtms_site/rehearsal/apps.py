from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "dtms_site.rehearsal"
    label = "rehearsal"

    def ready(self) -> None:
        from dtms_site.rehearsal import navigation

        navigation.register()
