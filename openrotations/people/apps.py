from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "openrotations.people"

    def ready(self) -> None:
        from openrotations.people import receivers  # noqa: F401
