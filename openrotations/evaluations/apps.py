from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "openrotations.evaluations"
