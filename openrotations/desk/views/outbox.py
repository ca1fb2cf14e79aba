"""Everything this programme has sent, readable by staff."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from openrotations.desk.access import may_open_link, message_for_office
from openrotations.desk.forms import OutboxFilter
from openrotations.notifications.actions import retry_message
from openrotations.notifications.queries import everything_sent
from openrotations.notifications.rendering import address_of
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first, filtered by state and words."""
    form = OutboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = everything_sent(state=chosen.get("state", ""), words=chosen.get("words", ""))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "desk/outbox.html", {"page": page, "form": form})


@office
@require_safe
def outbox_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message as it was sent. Its signed link is shown in the demo only."""
    message = message_for_office(message_id)
    opens = may_open_link(message, timezone.now())
    context = {"message": message, "address": address_of(message), "opens": opens}
    return render(request, "desk/outbox_message.html", context)


@office
@require_POST
def send_again(request: PersonRequest, message_id: UUID) -> HttpResponse:
    """Try a message that could not be sent again."""
    retry_message(message_for_office(message_id), by=actor_of(request.user), now=timezone.now())
    return redirect("desk:outbox_message", message_id)
