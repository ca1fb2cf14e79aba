"""Which schools an agreement with a site can name: hosts know none, schools know no sites."""

from uuid import UUID

from openrotations.schools.models import School


def schools_to_name() -> list[tuple[UUID, str]]:
    """Every school in the list, by name, with the city that tells two of one name apart."""
    rows = School.objects.order_by("name").values_list("pk", "name", "city")
    return [(pk, f"{name}, {city}" if city else name) for pk, name, city in rows]
