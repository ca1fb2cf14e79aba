from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "openrotations.applications"

    def ready(self) -> None:
        from openrotations.applications import receivers  # noqa: F401
