from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dtms_site.web"
    label = "web"
