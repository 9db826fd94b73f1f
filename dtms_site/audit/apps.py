from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "dtms_site.audit"
    label = "audit"
