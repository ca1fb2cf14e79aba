from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "openrotations.placements"

    def ready(self) -> None:
        from openrotations.catalogue.queries import register_seat_counter
        from openrotations.placements import receivers  # noqa: F401
        from openrotations.placements.queries.seats import free_seats_now

        register_seat_counter(free_seats_now)
