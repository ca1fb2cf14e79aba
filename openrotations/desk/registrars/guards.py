"""Who may open a registrar's pages: the holder of the school's link, and never a student of the school."""

from openrotations.desk.accounts.guards import by_link_of_place
from openrotations.schools.access import registrar_of_link
from openrotations.schools.actions.pages import PAGE_PURPOSE
from openrotations.schools.queries import studies_at

# The view gets the registrar of the link, with the school, as its second argument.
for_registrar = by_link_of_place(
    PAGE_PURPOSE,
    found=lambda request: registrar_of_link(request.link),
    is_student_there=lambda person, registrar: studies_at(person, registrar.school),
)
