"""The program's own files, as the tests about the code read them."""

import ast
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "openrotations"
_ELSEWHERE = {"migrations", "__pycache__"}


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the program, its tests left out."""
    return tuple(path for path in all_modules() if CODE in path.parents and "tests" not in path.parts)


@cache
def all_modules() -> tuple[Path, ...]:
    """Every module of the repository, tests included, migrations left out."""
    found = [path for folder in (CODE, ROOT / "tests") for path in folder.rglob("*.py")]
    return tuple(sorted(path for path in found if not _ELSEWHERE & set(path.parts)))


@cache
def templates() -> tuple[Path, ...]:
    """Every template of the program."""
    return tuple(sorted(path for path in CODE.rglob("*") if path.is_file() and "templates" in path.parts))


def role_files(role: str) -> Iterator[Path]:
    """The modules with one job: `views.py` of every package, and the parts where it is a folder."""
    for path in modules():
        parts = path.relative_to(CODE).parts
        if parts[-1] == f"{role}.py" or role in parts[:-1]:
            yield path


def package_of(path: Path) -> str:
    """The package a module belongs to."""
    return path.relative_to(CODE).parts[0]


def short(path: Path) -> str:
    """Its path from the top of the repository, for messages."""
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions of a module that others may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def exported(folder: Path) -> set[str] | None:
    """What the `__init__` of a folder offers to other packages; None for a folder that offers nothing by name."""
    first = folder / "__init__.py"
    names = {name.split(".")[-1] for _line, name in imported(ast.parse(first.read_text()))} if first.exists() else set()
    return names or None


def called_names(tree: ast.AST) -> set[str]:
    """The last word of everything that is called: `record` for both record() and audit.record()."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                names.add(node.func.id)
            elif isinstance(node.func, ast.Attribute):
                names.add(node.func.attr)
    return names


def dotted(node: ast.AST) -> str:
    """`timezone.now` for the expression timezone.now; empty for anything that is not a chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported but for types: (3, "django.utils.timezone")."""
    hidden = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"


def is_empty(found: Collection[object]) -> None:
    """Fail with everything that was found, one a line, so that a red test tells all of it."""
    if found:
        pairs = found.items() if isinstance(found, dict) else ((each, "") for each in found)
        raise AssertionError("\n" + "\n".join(f"{name} {what or ''}".rstrip() for name, what in pairs))
