from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "openrotations.onboarding"

    def ready(self) -> None:
        from openrotations.onboarding import receivers  # noqa: F401
