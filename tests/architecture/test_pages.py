"""Templates and styles: nothing inline, nothing that only works from left to right, every word translated."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import CODE, is_empty, short, templates

_INLINE = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.I),
    "event in an attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']|\shx-on", re.I),
    "address that is a script": re.compile(r"javascript:", re.I),
    "marked safe": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}
_PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding)-(?:left|right)|border-(?:left|right)(?:-\w+)*|border-(?:top|bottom)-(?:left|right)"
    r"-radius|(?:left|right)|float|clear|text-align)\s*:\s*([^;}]+)"
)
_LOGICAL_VALUES = re.compile(r"^(?:(?:inline-)?(?:start|end)|center|justify|none|both|inherit|match-parent)\b")
_MARKED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}"
    r"|{{.*?}}",
    re.S,
)
# Blocks that hold a name for the style sheet.
_CLASSES = re.compile(r"{%\s*block (?:main_class|body_class)\s*%}.*?{%\s*endblock", re.S)
_TAG = re.compile(r"{%.*?%}", re.S)
_MARKUP = re.compile(r"<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|<[a-z]+(?=<)", re.S)
_SPOKEN_ATTRIBUTE = re.compile(
    r"\s(?:aria-label|title|alt|placeholder|data-label|content)=\"([^\"{#]*[A-Za-z]{2}[^\"{]*)\""
)
_SPOKEN_PARAMETER = re.compile(
    r"\b(?:label|title|lead|text|hint|caption|legend|action_label|overline|meaning|note|role|opener|kind_label"
    r"|sentence|after|before|state_label|change_label|seen_by|trend)=\"([^\"]*[A-Za-z]{2}[^\"]*)\""
)
# Words that are the same in every language.
_SAME_EVERYWHERE = {
    "USD", "NPI", "PDF", "CSV", "XLSX", "OpenRotations", "width=device-width, initial-scale=1", "light dark",
    "noindex", "no-referrer", "same-origin",
}  # fmt: skip


def is_mail(path: Path) -> bool:
    """Whether a template is for mail, where styles must stand inline."""
    return "mail" in path.parts or path.name == "mail.html"


def inline_faults(source: str, *, mail: bool = False) -> list[str]:
    """What the content security policy would stop, or what would let markup through."""
    bare = re.sub(r"{#.*?#}", "", source)
    skipped = {"inline style"} if mail else set()
    return [name for name, pattern in _INLINE.items() if name not in skipped and pattern.search(bare)]


def one_way_rules(css: str) -> list[str]:
    """Declarations that do not turn with the direction of the script."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    found = (match for match in _PHYSICAL.finditer(bare))
    return [match[0] for match in found if not _LOGICAL_VALUES.match(match[1].strip())]


def unmarked_words(source: str) -> Iterator[str]:
    """Words a person would read that no translation reaches."""
    rest = _CLASSES.sub("{% endblock", _MARKED.sub(" ", source))
    for tag in _TAG.findall(rest):
        yield from (words for words in _SPOKEN_PARAMETER.findall(tag) if words not in _SAME_EVERYWHERE)
    rest = _TAG.sub("", rest)
    yield from (words for words in _SPOKEN_ATTRIBUTE.findall(rest) if words not in _SAME_EVERYWHERE)
    text = re.sub(r"&\w+;|&#\w+;", " ", _MARKUP.sub("\n", rest))
    for line in text.splitlines():
        words = line.strip()
        if re.search(r"[A-Za-z]{2}", words) and words not in _SAME_EVERYWHERE:
            yield words


def _html() -> list[Path]:
    return [path for path in templates() if path.suffix in {".html", ".svg"}]


def test_templates_hold_no_style_and_no_script() -> None:
    found = {short(path): inline_faults(path.read_text(), mail=is_mail(path)) for path in _html()}
    is_empty({name: faults for name, faults in found.items() if faults})


def test_styles_turn_with_the_script() -> None:
    found = {short(path): one_way_rules(path.read_text()) for path in CODE.rglob("*.css")}
    is_empty({name: faults for name, faults in found.items() if faults})


def test_every_word_of_a_page_is_translated() -> None:
    # The gallery shows sample sentences to whoever builds pages.
    pages = [path for path in _html() if "gallery" not in str(path)]
    found = {short(path): list(unmarked_words(path.read_text())) for path in pages}
    is_empty({name: words for name, words in found.items() if words})


def test_every_word_of_a_mail_is_translated() -> None:
    found = {}
    for path in templates():
        if path.suffix == ".txt":
            words = [word for word in unmarked_words(path.read_text()) if word != "Subject:"]
            found[short(path)] = words
    is_empty({name: words for name, words in found.items() if words})


def test_twin_inline_things_are_found() -> None:
    assert inline_faults('<p style="color: red">') == ["inline style"]
    assert inline_faults('<p style="color: red">', mail=True) == []
    assert inline_faults("<script>alert(1)</script>") == ["inline script"]
    assert inline_faults('<script src="/a.js" nonce="x" defer></script>') == []
    assert inline_faults('<a onclick="x()">') == ["event in an attribute"]
    assert inline_faults("{{ name|safe }}") == ["marked safe"]


def test_twin_rules_for_one_direction_are_found() -> None:
    assert one_way_rules("a { margin-left: 1rem }") and one_way_rules("a { text-align: left; }")
    assert one_way_rules("a { left: 0 }") and one_way_rules("a { float: right }")
    assert one_way_rules("a { margin-inline-start: 1rem; text-align: start; inset-inline-end: 0 }") == []


def test_twin_unmarked_words_are_found() -> None:
    assert list(unmarked_words("<p>Hello there</p>")) == ["Hello there"]
    assert list(unmarked_words('<p>{% translate "Hello" %} {{ name }}</p>')) == []
    assert list(unmarked_words('{% include "a.html" with label="Save it" only %}')) == ["Save it"]
    assert list(unmarked_words('{% include "a.html" with label=_("Save it") only %}')) == []
    assert list(unmarked_words('<a aria-label="Close"></a>')) == ["Close"]
    assert list(unmarked_words("{% blocktranslate trimmed %}Hello{% endblocktranslate %}")) == []
