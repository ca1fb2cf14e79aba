"""Every sentence that Python says to a person is marked for translation."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import CODE, dotted, is_empty, modules, short

# Calls whose given positional argument a person reads.
_SPOKEN_POSITION = {
    "Reason": (1,), "ValidationError": (0,), "Turn": (), "Need": (), "messages.success": (1,), "messages.error": (1,),
    "messages.info": (1,), "messages.warning": (1,), "Flag": (), "Milestone": (0,), "add_error": (1,),
}  # fmt: skip
_SPOKEN_KEYWORD = {
    "label", "help_text", "sentence", "title", "hint", "action_label", "empty_label", "verbose_name", "text",
    "caption", "legend", "lead", "state_label",
}  # fmt: skip
_FIELD = re.compile(r"^(models|forms)\.\w+Field$|^DateRangeField$|^CountryField$")
_NOT_FOR_PEOPLE = (
    "desk/demo/",
    "placements/planner/",
    "common/postgres/",
    "common/gallery.py",
    "evaluations/measurement/",
)


def unmarked_sentences(source: str) -> Iterator[str]:
    """Texts for people that stand bare in calls: line and text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        places: tuple[int, ...] = ()
        for known, positions in _SPOKEN_POSITION.items():
            if name == known or name.endswith(f".{known}"):
                places = positions
        if _FIELD.match(name):
            places = (0,)
        spoken = [node.args[place] for place in places if place < len(node.args)]
        spoken += [keyword.value for keyword in node.keywords if keyword.arg in _SPOKEN_KEYWORD]
        yield from (f"{value.lineno}: {text}" for value in spoken if (text := _bare(value)))


def _bare(value: ast.expr) -> str:
    if isinstance(value, ast.JoinedStr):
        text = "".join(str(part.value) for part in value.values if isinstance(part, ast.Constant))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = value.value
    else:
        return ""
    return text if re.search(r"[A-Za-z]{2,} [A-Za-z]|^[A-Z][a-z]{2,}", text) else ""


def amounts_written_by_hand(source: str) -> Iterator[str]:
    """Numbers with thousands and cents in an f-string: amounts are written by `wording.written_money` alone."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FormattedValue) or node.format_spec is None:
            continue
        if re.search(r",\.\df", ast.unparse(node.format_spec)):
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_amounts_are_written_in_one_way() -> None:
    found = {
        short(path): list(amounts_written_by_hand(path.read_text()))
        for path in modules()
        if not str(path.relative_to(CODE)).startswith(_NOT_FOR_PEOPLE)
    }
    is_empty({name: faults for name, faults in found.items() if faults})


def test_twin_an_amount_written_by_hand_is_found() -> None:
    assert list(amounts_written_by_hand('f"{price:,.2f} USD"'))
    assert not list(amounts_written_by_hand('f"{hours:.2f}"'))


def test_every_sentence_is_marked() -> None:
    found = {
        short(path): list(unmarked_sentences(path.read_text()))
        for path in modules()
        if not str(path.relative_to(CODE)).startswith(_NOT_FOR_PEOPLE) and "management" not in path.parts
    }
    is_empty({name: faults for name, faults in found.items() if faults})


def test_twin_a_bare_sentence_is_found() -> None:
    assert list(unmarked_sentences('Reason("x", "This is not possible.")')) == ["1: This is not possible."]
    assert list(unmarked_sentences('Reason("x", _("This is not possible."))')) == []
    assert list(unmarked_sentences('messages.success(request, f"Saved the {name}")'))
    assert list(unmarked_sentences('models.CharField("first name", max_length=2)'))
    assert list(unmarked_sentences('forms.CharField(label="Name", required=False)'))
    assert list(unmarked_sentences('models.CharField(_("first name"), help_text=_("Any."))')) == []
