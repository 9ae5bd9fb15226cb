"""The Django application of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages. It keeps nothing: every model lives on the records floor."""

    name = "plumbline.interfaces.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        """Begin to write down sign-ins that failed and tasks that ended, and choose the engine of figures."""
        from django.conf import settings

        from plumbline.figures.engine import choice
        from plumbline.interfaces.web.core import request_log

        request_log.listen()
        master = settings.SPARK_MASTER if settings.ENGINE == choice.SPARK else ""
        choice.choose(choice.Choice(settings.ENGINE, master, choice.spark_options(settings.SPARK)))
