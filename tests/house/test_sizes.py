"""The house keeps its sizes: small modules, small functions, small templates, few dependencies."""

import ast
import gzip
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.paths import PORTAL, STATIC, TEMPLATES

ROOT = PORTAL.parent
MODULES = sorted(
    path
    for folder in (PORTAL, ROOT / "search")
    for path in folder.rglob("*.py")
    if "versions" not in path.parts
)
PAGES = sorted(TEMPLATES.rglob("*.html"))
DOORS = [path for path in MODULES if path.stem in {"routes", "api"} or "_routes" in path.stem]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_has_at_most_250_lines_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.count("\n") <= 250
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_function_has_at_most_25_lines(path: Path) -> None:
    assert {node.name: lines(node) for node in functions(path) if lines(node) > 25} == {}


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_a_template_has_at_most_80_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 80


@pytest.mark.parametrize("path", DOORS, ids=short)
def test_a_door_leaves_queries_and_commits_to_others(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "select(" not in text
    assert ".commit(" not in text


def test_there_are_at_most_25_direct_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert len(project["dependencies"]) <= 25


def test_own_scripts_are_at_most_6_kb_and_styles_at_most_900_lines() -> None:
    scripts = b"".join(path.read_bytes() for path in sorted((STATIC / "js").glob("*.js")))
    styles = [path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css")]

    assert len(gzip.compress(scripts)) <= 6 * 1024
    assert sum(text.count("\n") for text in styles) <= 900
