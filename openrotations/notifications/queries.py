"""Reading the outbox and conversations."""

from django.db.models import Count, QuerySet

from openrotations.notifications.models import Message, Post, Thread

# Who besides the office sees a post, by its audience.
_SEEN_BY = {
    "student": (Post.Audience.EVERYONE, Post.Audience.STUDENT),
    "host": (Post.Audience.EVERYONE, Post.Audience.HOST),
    "office": tuple(Post.Audience),
}


def everything_sent(*, state: str = "", words: str = "") -> QuerySet[Message]:
    """Messages of this programme, newest first, optionally of one state or with these words in the subject."""
    found = Message.objects.select_related("to_person", "link").order_by("-queued_at", "-id")
    if state:
        found = found.filter(state=state)
    return found.filter(subject__icontains=words) if words else found


def count_by_state() -> dict[str, int]:
    """How many messages are in each state."""
    rows = Message.objects.order_by().values_list("state").annotate(count=Count("id"))
    return dict(rows)


def posts_for(thread: Thread, viewer: str) -> QuerySet[Post]:
    """The posts of a conversation that this side (student, host, office) may see, oldest first."""
    return thread.posts.filter(audience__in=_SEEN_BY[viewer]).order_by("posted_at", "id")
