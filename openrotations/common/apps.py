from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "openrotations.common"

    def ready(self) -> None:
        """Forms ask for what was left out in the program's own words."""
        from openrotations.common.asking import say_what_to_do

        say_what_to_do()
