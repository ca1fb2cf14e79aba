"""The conversation of a placement, as each side may read it."""

from django.db.models import QuerySet

from openrotations.notifications.models import Post
from openrotations.placements.models import Placement

_READS = {
    "student": (Post.Audience.EVERYONE, Post.Audience.STUDENT),
    "host": (Post.Audience.EVERYONE, Post.Audience.HOST),
    "preceptor": (Post.Audience.EVERYONE, Post.Audience.HOST),
    "office": tuple(Post.Audience),
}


def thread_posts(placement: Placement, viewer: str) -> QuerySet[Post]:
    """What a side (student, host, preceptor, office) may read, oldest first; nothing for anybody else."""
    return Post.objects.filter(thread_id=placement.thread_id, audience__in=_READS.get(viewer, ())).order_by("posted_at")
