"""People of a story: they open pages, fill in the forms they find there, and read their mail."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from openrotations.notifications.models import Message
from openrotations.notifications.rendering import address_of
from tests.page_forms import PageForm, posting_forms


@dataclass
class Visitor:
    """Somebody with a browser. Whatever they do must end in a page, never in an error."""

    client: Client = field(default_factory=Client)
    page: str = ""
    path: str = ""

    def open(self, path: str) -> str:
        """Look at a page; returns it."""
        response = self.client.get(path, follow=True)
        assert response.status_code == 200, f"{path} answers {response.status_code}"
        self.path = response.request["PATH_INFO"]
        self.page = response.content.decode() if not response.streaming else ""
        return self.page

    def send(self, action: str, which: Any = 0, **values: object) -> str:
        """Fill in the form of the open page that goes to this address (by name) and send it; returns the next page.

        Fields keep what stands in them; every given field must be in the form. A list sends several values.
        Where several forms go there, `which` counts them; -1 is the last.
        """
        form = self.form(action, which)
        sent = dict(form.values)
        for name, value in values.items():
            known = form.kinds.keys() | form.choices.keys()
            assert name in known, f"{action} has no field {name}, only {sorted(known)}"
            sent[name] = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        response = self.client.post(form.action, sent, follow=True)
        body = response.content.decode() if not response.streaming else ""
        assert response.status_code == 200, f"{action} answers {response.status_code}: {said(body)}"
        self.path, self.page = response.request["PATH_INFO"], body
        return body

    def form(self, action: str, which: int = 0) -> PageForm:
        """A form of the open page that goes to this address."""
        everything = list(posting_forms(self.page, self.path))
        found = [form for form in everything if form.view_name == action]
        there = sorted({form.view_name for form in everything})
        assert found, f"{self.path} has no form for {action}, only {there}"
        return found[which]

    def download(self, path: str) -> bytes:
        """A file; empty unless there is one."""
        response = self.client.get(path)
        return b"".join(response) if response.status_code == 200 and response.streaming else b""

    def sees(self, *words: str) -> None:
        """The open page has these words."""
        text = said(self.page)
        missing = [word for word in words if word not in text]
        assert not missing, f"{self.path} does not say {missing}: {text}"


@dataclass(frozen=True)
class Mail:
    """One message as its reader gets it."""

    subject: str
    text: str
    path: str

    @property
    def code(self) -> str:
        """The sign-in code that stands alone on a line."""
        found = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", self.text, re.M)
        assert found, self.text
        return found[1]


def newest_mail(email: str, template: str = "") -> Mail:
    """The newest message of the outbox to this address, its link whole as the mail carries it."""
    found = Message.objects.select_related("link").filter(to_email=email, template__contains=template)
    message = found.order_by("-queued_at", "-created_at").first()
    known = list(Message.objects.values_list("to_email", "template"))
    assert message, f"{email} has no mail of {template}; the outbox holds {known}"
    return Mail(message.subject, message.text, address_of(message).removeprefix(settings.PUBLIC_URL))


def said(page: str) -> str:
    """The words of a page's main part."""
    main = page.split("<main", 1)[-1]
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", bare).split())


def sign_in(visitor: Visitor, email: str) -> None:
    """By e-mailed code, as everybody does."""
    visitor.open(reverse("account_login"))
    visitor.send("account_login", login=email)
    visitor.send("account_confirm_login_code", code=newest_mail(email, "sign_in").code)
