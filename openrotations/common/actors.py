"""Who does something: a signed-in person, the holder of a signed link, or the program itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """Who acts, for permission and audit. `id` is empty for the program itself.

    `kind` is person, link or program; `role` says in which role (student, registrar, preceptor,
    host coordinator, coordinator, director, program).
    """

    kind: str
    id: str
    role: str

    @property
    def person_id(self) -> UUID | None:
        """The account that acts; None for a link and for the program."""
        return UUID(self.id) if self.kind == "person" else None


PROGRAM = Actor("program", "", "program")
