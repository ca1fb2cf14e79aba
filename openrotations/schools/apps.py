from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "openrotations.schools"

    def ready(self) -> None:
        from openrotations.schools import receivers  # noqa: F401
