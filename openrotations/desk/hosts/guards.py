"""Who may open a host's own pages: the holder of the site's link, and never a student who is placed there."""

from openrotations.desk.accounts.guards import by_link_of_place
from openrotations.desk.hosts.access import desk_of, is_placed_there
from openrotations.desk.hosts.rules import PURPOSE

# The view gets the `Desk` of the link as its second argument.
at_host_desk = by_link_of_place(
    PURPOSE,
    found=lambda request: desk_of(request.link, request.token),
    is_student_there=lambda person, desk: is_placed_there(person, desk.site.pk),
)
