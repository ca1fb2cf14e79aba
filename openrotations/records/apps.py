from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "openrotations.records"

    def ready(self) -> None:
        from openrotations.records import receivers  # noqa: F401
