"""The Django application of the records floor."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records: every model of Plumbline lives here."""

    name = "plumbline.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Records"
