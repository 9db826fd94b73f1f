from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dtms_site.accounts"
    label = "accounts"

    def ready(self) -> None:
        from dtms_site.accounts import mails, own_data, receivers, watch  # noqa: F401  # receivers connect themselves

        mails.register()
        own_data.register_own()
