from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "openrotations.desk"

    def ready(self) -> None:
        from openrotations.desk import receivers  # noqa: F401
