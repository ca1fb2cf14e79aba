from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "openrotations.evaluations"

    def ready(self) -> None:
        from openrotations.evaluations import receivers  # noqa: F401
