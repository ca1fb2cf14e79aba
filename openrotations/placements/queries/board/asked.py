"""What somebody wants to see on the board."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from openrotations.catalogue.models import Offering
from openrotations.common.bands import Scale
from openrotations.common.periods import Period

DOWN = ("sites", "students")
LENGTHS = (13, 26, 52)


@dataclass(frozen=True)
class Asked:
    """Which weeks, what stands down the side, and which places; what is empty does not matter.

    `with_room` leaves only offerings with a free seat, or students who still want weeks. `run` adds what a run
    of a round would fill.
    """

    starts_on: date
    weeks: int = 26
    down: str = "sites"
    state: str = ""
    specialty: str = ""
    site: UUID | None = None
    with_room: bool = False
    run: UUID | None = None

    @property
    def period(self) -> Period:
        """Whole weeks, from the Monday of the week of `starts_on`."""
        return Period.of_weeks(self.starts_on - timedelta(days=self.starts_on.weekday()), self.weeks)

    @property
    def scale(self) -> Scale:
        """The same as a line to draw on."""
        return Scale(self.period.first, self.period.last)

    @property
    def earlier_on(self) -> date:
        """Where the board begins when one goes back by half its width."""
        return self.period.first - timedelta(weeks=self.weeks // 2)

    @property
    def later_on(self) -> date:
        """Where it begins when one goes on by half its width."""
        return self.period.first + timedelta(weeks=self.weeks // 2)

    @property
    def places(self) -> dict[str, object]:
        """The places as a filter of offerings."""
        wanted = {"site__state": self.state, "specialty": self.specialty, "site_id": self.site}
        return {name: value for name, value in wanted.items() if value}

    def wants(self, offering: Offering) -> bool:
        """Whether an offering, with its site loaded, is one of these places."""
        return (
            self.state in ("", offering.site.state)
            and self.specialty in ("", offering.specialty)
            and self.site in (None, offering.site_id)
        )
