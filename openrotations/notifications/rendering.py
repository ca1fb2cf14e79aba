"""From a template and its context to the words of a message, in the reader's language."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation

from openrotations.notifications.models import Message
from openrotations.people.tokens import token_for

LINK_MARK = "⟦link⟧"


def link_path(name: str, *args: object) -> str:
    """The path of a page by signed link, with the mark where the token will stand; `args` come after it."""
    return reverse(name, args=["TOKEN", *args]).replace("TOKEN", LINK_MARK)


@dataclass(frozen=True)
class Words:
    """What a template made: one line of subject, and paragraphs parted by empty lines."""

    subject: str
    text: str


def words_of(template: str, context: dict[str, Any], *, language: str) -> Words:
    """Render `<package>/mail/<name>.txt`: first line "Subject: …", then the paragraphs.

    Raises ValueError for a template without a subject line.
    """
    with translation.override(language):
        found = get_template(template)
        assert isinstance(found, Template)
        made = found.template.render(Context(context, autoescape=False)).strip()
    first, _sep, rest = made.partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError(f"{template} does not start with a subject line")
    text = re.sub(r"\n{3,}", "\n\n", rest).strip()
    return Words(" ".join(first.removeprefix("Subject: ").split())[:300], text)


def address_of(message: Message) -> str:
    """The address behind the message's button, whole; the token of a signed link is put in here, at sending."""
    path = message.action_url
    if message.link:
        path = path.replace(LINK_MARK, token_for(message.link.pk, message.link.salt))
    return f"{settings.PUBLIC_URL}{path}" if path.startswith("/") else path


def text_of(message: Message, programme_name: str) -> str:
    """The message as plain text, with its address on a line of its own and the programme's name below."""
    parts = [message.text]
    if message.action_url:
        parts.append(f"{message.action_label}:\n{address_of(message)}")
    return "\n\n".join([*parts, f"-- \n{programme_name}"])


def html_of(message: Message, programme_name: str) -> str:
    """The message as HTML: the same words, the address as a button."""
    context = {
        "subject": message.subject,
        "paragraphs": [part.split("\n") for part in message.text.split("\n\n")],
        "action_url": address_of(message) if message.action_url else "",
        "action_label": message.action_label,
        "programme": programme_name,
        "language": message.language,
    }
    with translation.override(message.language):
        return render_to_string("notifications/mail.html", context)
