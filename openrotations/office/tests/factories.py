"""The programme office, for tests."""

from openrotations.office.models import Programme


def make_programme(**values: object) -> Programme:
    """The one programme of the test; asking again gives the same one."""
    defaults = {
        "name": "Larkfield Rotations",
        "letterhead": "Larkfield Rotations\n1 Example Street\nSampleton",
        "email": "office@larkfield.example",
        "refund_policy": "All of it until 30 days before day one, half until 14 days before.",
    }
    return Programme.objects.get_or_create(defaults={**defaults, **values})[0]
