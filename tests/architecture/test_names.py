"""Names say what a thing is, and every package has the same file names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import CODE, all_modules, is_empty, modules, short

_EMPTY_WORDS = {
    "utils", "util", "helpers", "helper", "misc", "manager", "managers", "data", "info", "process", "handle",
}  # fmt: skip
# Names that Django, the mail server of the tests, or the reader of HTML asks for.
_ASKED_FOR = re.compile(
    r"^(PersonManager|process_exception|handle|handle_(DATA|message|starttag|startendtag|endtag|data))$"
)
_ROLES = {
    "__init__", "access", "actions", "admin", "apps", "forms", "migrations", "models", "queries", "receivers",
    "rules", "signals", "states", "tasks", "templatetags", "tests", "trail", "turns", "urls", "views", "management",
    "mails",
}  # fmt: skip
# What a package has besides, because it is its own subject.
BESIDES = {
    "applications": {
        "backgrounds": "what a background may say",
        "drafts": "what is kept until there is a profile",
    },
    "catalogue": {"site_kinds": "what sites of each kind usually ask for"},
    "consents": {
        "reading": "how plain text is laid out",
        "release": "whether a school reads evaluations",
        "shipped": "the templates that an office starts from",
    },
    "desk": {
        "accounts": "registrars and hosts who sign in",
        "blank_forms": "forms of sites and schools that are signed by hand",
        "demo": "the demo programme",
        "hosts": "a host's own pages, by signed link",
        "invitations": "the letter that a host signs for a student's visa",
        "navigation": "the frame around every page",
        "registrars": "a registrar's own pages, by signed link",
        "imports": "comparing spreadsheets with the programme, and saving them",
        "rulebook": "the office's pages about the rules",
        "spreadsheets": "reading and writing the spreadsheets that offices have",
    },
    "documents": {
        "buckets": "object storage",
        "cleaning": "files rebuilt in a program of their own",
        "files": "where sealed bytes lie",
        "guessing": "which kind a file may be, for filing",
        "immunity": "when immunisations are proved",
        "kinds": "every kind of paper, as data",
        "scanning": "asking the virus scanner",
        "serving": "giving out a clean copy",
        "showing": "what stands on a paper, in words",
        "validity": "whether a paper holds for a rotation",
        "wordings": "why a file was not taken",
    },
    "evaluations": {
        "measurement": "the engine, plain Python",
        "results": "what came of an evaluation, as the student reads it",
        "schedule": "when evaluations fall due",
    },
    "hosts": {
        "evidence": "files that the office keeps as evidence",
        "npi": "numbers of physicians",
        "places": "time zones",
    },
    "letters": {
        "drafts": "the letter as sealed text",
        "printing": "the letter as PDF",
        "wordings": "the waiver's text, versioned",
    },
    "logbook": {"expected": "which days a rotation has"},
    "notifications": {"rendering": "from a template to a message"},
    "office": {},
    "onboarding": {
        "printing": "the day-one pack as PDF",
        "ruling": "what becomes of tasks when the rules say something else",
        "standard": "the tasks every placement starts with",
    },
    "people": {
        "adapters": "sign-in mails through the outbox",
        "guards": "who may call a view",
        "middleware": "before every page",
        "throttling": "against trying again and again",
        "tokens": "of signed links",
    },
    "placements": {"planner": "the engine, plain Python", "plans": "around the engine of plans, without the database"},
    "records": {
        "codes": "verification codes",
        "contents": "what a record says",
        "printing": "the record as PDF",
        "throttling": "against guessing codes",
        "wording": "codes as words",
    },
    "schools": {
        "agencies": "the table of agencies",
        "facts": "what is known of a school, for rules",
        "release": "the words a student agrees to",
    },
    "rulebook": {
        "changing": "whether a rule may change like this",
        "completions": "what a rule could still say",
        "conditions": "what a rule may ask",
        "counted_rules": "the rule that a count of a state comes to",
        "counters": "what states count",
        "second_person": "who may approve what another proposed",
    },
    "website": {
        "example": "the picture on the first page",
        "experiences": "kinds of experience, for “May I?”",
    },
}
# These floors are of another kind: small tools, and the program around the packages.
_FREE = {"common", "operations"}


def words_of(name: str) -> set[str]:
    """The words of a name: read, import, file for readImport_file."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)}


def empty_names(source: str, name: str) -> Iterator[str]:
    """Modules, functions and classes whose name holds a word that says nothing."""
    if words_of(Path(name).stem) & _EMPTY_WORDS:
        yield f"{name}: the module's own name"
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or _ASKED_FOR.match(node.name):
            continue
        if found := words_of(node.name) & _EMPTY_WORDS:
            yield f"{name}:{node.lineno}: {node.name} ({', '.join(found)})"


def strange_files(parts: tuple[str, ...]) -> bool:
    """Whether a module (as the parts of its path below the program) is none of the files a package has."""
    if len(parts) < 2 or parts[0] in _FREE:
        return False
    name = parts[1].removesuffix(".py")
    return name not in _ROLES and name not in BESIDES.get(parts[0], {})


def test_names_say_something() -> None:
    is_empty([fault for path in all_modules() for fault in empty_names(path.read_text(), short(path))])


def test_folders_say_something() -> None:
    folders = {part for path in all_modules() for part in path.relative_to(CODE.parent).parts[:-1]}
    is_empty([folder for folder in folders if words_of(folder) & _EMPTY_WORDS])


def test_every_package_has_the_same_file_names() -> None:
    is_empty([short(path) for path in modules() if strange_files(path.relative_to(CODE).parts)])


def test_twin_an_empty_name_is_found() -> None:
    assert list(empty_names("def handle_letter(): ...", "a/b.py")) != []
    assert list(empty_names("def get_data(): ...", "a/b.py")) != []
    assert list(empty_names("class LinkHelper: ...", "a/b.py")) != []
    assert list(empty_names("x = 1", "a/form_utils.py")) != []
    assert list(empty_names("def submit_application(): ...", "a/actions.py")) == []


def test_twin_a_strange_file_is_found() -> None:
    assert strange_files(("letters", "services.py"))
    assert strange_files(("letters", "services", "a.py"))
    assert not strange_files(("letters", "actions", "signing.py"))
