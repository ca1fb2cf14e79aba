"""The conversation of a placement: a post, and a mail to whoever may read it."""

from datetime import datetime

from django.db import transaction

from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.notifications.actions import post_message
from openrotations.notifications.models import Post
from openrotations.placements import rules
from openrotations.placements.actions.mails import tell_contact, tell_office, tell_student
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import host_contacts

READERS = {
    Post.Audience.EVERYONE: ("student", "host", "office"),
    Post.Audience.STUDENT: ("student", "office"),
    Post.Audience.HOST: ("host", "office"),
    Post.Audience.OFFICE: (),
}


@transaction.atomic
def post_in_thread(
    placement: Placement, body: str, *, side: str, audience: str, name: str, by: Actor, now: datetime
) -> Post:
    """Add to the placement's conversation and tell the others by mail.

    `side` is where the writer stands (student, host, office); `audience` who reads it; `name` what they see.
    """
    refuse_if(rules.why_not_post(side=side, audience=audience, body=body))
    post = post_message(placement.thread, body, name=name, audience=audience, by=by, now=now)
    readers = READERS[Post.Audience(audience)]
    if "student" in readers and side != "student":
        tell_student(placement, "post", now=now, post=post)
    if "office" in readers and side != "office":
        tell_office(placement, "post", now=now, post=post)
    if "host" in readers:
        for contact in host_contacts(placement):
            if str(contact.pk) != by.id:
                tell_contact(placement, contact, "post", by=by, now=now, post=post)
    return post
