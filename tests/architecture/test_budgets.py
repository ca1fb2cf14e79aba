"""How long a module, a function, a view and a template may be."""

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.architecture.sources import all_modules, functions, is_empty, role_files, short, templates

type Sizes = dict[str, int]


def over(sizes: Sizes, *, hard: int, soft: int = 0, share: float = 0.95) -> list[str]:
    """What is longer than `hard`, and, where fewer than `share` keep to `soft`, what is longer than that."""
    found = [f"{name}: {size} lines (at most {hard})" for name, size in sizes.items() if size > hard]
    within = [name for name, size in sizes.items() if size <= soft]
    if soft and len(within) < share * len(sizes):
        found += [f"{name}: {size} lines (95 % at most {soft})" for name, size in sizes.items() if size > soft]
    return found


def function_sizes(source: str, name: str) -> Sizes:
    """Lines of every function of a module, from `def` to its end."""
    return {
        f"{name}:{function.lineno} {function.name}": (function.end_lineno or function.lineno) - function.lineno + 1
        for function in functions(ast.parse(source))
    }


def _lines(paths: Iterable[Path]) -> Sizes:
    return {short(path): len(path.read_text().splitlines()) for path in paths}


def test_modules_are_short() -> None:
    is_empty(over(_lines(all_modules()), hard=500, soft=300))


def test_functions_are_short() -> None:
    sizes = {
        name: size for path in all_modules() for name, size in function_sizes(path.read_text(), short(path)).items()
    }
    is_empty(over(sizes, hard=60, soft=35))


def test_views_are_short() -> None:
    sizes = {
        name: size
        for path in role_files("views")
        for name, size in function_sizes(path.read_text(), short(path)).items()
    }
    is_empty(over(sizes, hard=40))


def test_templates_are_short() -> None:
    is_empty(over(_lines(templates()), hard=150))


def test_twin_what_is_too_long_is_found() -> None:
    long = "def f():\n" + "    x = 1\n" * 60
    assert over(function_sizes(long, "m"), hard=60) == ["m:1 f: 61 lines (at most 60)"]
    assert over({"a": 301, "b": 10}, hard=500, soft=300) == ["a: 301 lines (95 % at most 300)"]
    assert over({"a": 301} | {f"b{n}": 10 for n in range(19)}, hard=500, soft=300) == []
