"""The forms of a page as a person finds them: where each goes, and what already stands in its fields."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import Resolver404, resolve

# What somebody types into an empty field of a kind.
_TYPED = {
    "date": "2027-02-01",
    "email": "somebody@people.example",
    "number": "1",
    "text": "Some words",
    "textarea": "Some plain words of somebody.",
}


@dataclass
class PageForm:
    """One form. `values` is what would be sent as it stands; `kinds` tells each field's kind; `choices` its options."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def view_name(self) -> str:
        """The name of the address it goes to; empty for an address of somebody else."""
        try:
            return resolve(self.action.split("?")[0]).view_name
        except Resolver404:
            return ""

    def filled(self) -> dict[str, list[str]]:
        """What would be sent if every empty field got something plausible."""
        filled = dict(self.values)
        for name, kind in self.kinds.items():
            if name and not any(filled.get(name, [])):
                options = [option for option in self.choices.get(name, []) if option]
                typed = _TYPED.get(kind, "")
                filled[name] = options[:1] or ([typed] if typed else [])
        return filled


def page_forms(text: str, path: str) -> list[PageForm]:
    """Every form of a page that stands at `path`."""
    reader = _Reader(path)
    reader.feed(text)
    return reader.forms


def posting_forms(text: str, path: str) -> Iterator[PageForm]:
    """Those that change something."""
    return (form for form in page_forms(text, path) if form.method == "post")


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[PageForm]()
        self.form: PageForm | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(given.get("action", "").strip() or self.path, given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self._take(self.form, tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area:
            self.form.values[self.area] = [f"{self.form.values.get(self.area, [''])[0]}{data}"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def _take(self, form: PageForm, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        if tag == "option" and self.select:
            self._option(form, given.get("value", ""), "selected" in given)
        elif "disabled" in given or not (name or given.get("formaction")):
            return
        elif tag == "select":
            self.select, form.kinds[name] = name, kind
        elif tag == "textarea":
            self.area, form.kinds[name] = name, kind
        elif tag == "button":
            if given.get("formaction"):
                # Another address for the same fields.
                self.forms.append(PageForm(given["formaction"], form.method, form.values, form.kinds, form.choices))
            form.choices.setdefault(name, []).append(given.get("value", ""))
        elif tag == "input":
            self._input(form, name, kind, given)

    def _option(self, form: PageForm, value: str, is_selected: bool) -> None:
        form.choices.setdefault(self.select, []).append(value)
        if is_selected or self.select not in form.values:
            form.values[self.select] = [value]

    def _input(self, form: PageForm, name: str, kind: str, given: dict[str, str]) -> None:
        form.kinds[name] = kind
        if kind in ("radio", "checkbox"):
            value = given.get("value", "on")
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.values.setdefault(name, []).append(value)
        elif kind != "submit":
            form.values[name] = [given.get("value", "")]
