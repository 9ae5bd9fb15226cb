"""The Django application of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages. It keeps nothing: every model lives on the records floor."""

    name = "plumbline.interfaces.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        """Begin to write down sign-ins that failed and tasks that ended."""
        from plumbline.interfaces.web import watching

        watching.listen()
