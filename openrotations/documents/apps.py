from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "openrotations.documents"
