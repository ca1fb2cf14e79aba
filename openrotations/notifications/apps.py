from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "openrotations.notifications"

    def ready(self) -> None:
        from openrotations.notifications import receivers  # noqa: F401
