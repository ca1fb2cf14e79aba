from django.apps import AppConfig
from django.utils import timezone


class PlacementsConfig(AppConfig):
    name = "openrotations.placements"

    def ready(self) -> None:
        from openrotations.applications.queries import register_held_counter
        from openrotations.catalogue.queries import register_seat_counter
        from openrotations.consents.queries import register_open_work
        from openrotations.placements import receivers  # noqa: F401
        from openrotations.placements.queries.counting import counted_of
        from openrotations.placements.queries.open_work import with_something_open
        from openrotations.placements.queries.seats import free_seats_at

        register_held_counter(lambda students: counted_of(students, timezone.now()))
        register_seat_counter(lambda openings: free_seats_at(openings, timezone.now()))
        register_open_work(with_something_open)
