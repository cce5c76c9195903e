"""A ratchet, not a law: what is small stays small."""

import ast
from itertools import chain
from pathlib import Path

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 400
GRANDFATHERED: dict[str, int] = {}  # path or path::function -> its size today; may only shrink

ROOT = Path(__file__).parents[2]


def sizes():
    roots = [(ROOT / folder).rglob("*.py") for folder in ("samverk", "tests", "tools")]
    for path in sorted([*chain(*roots), ROOT / "conftest.py"]):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf8")
        name = path.relative_to(ROOT).as_posix()
        yield name, len(text.splitlines()), FILE_LINES_MAX
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{name}::{node.name}", node.end_lineno - node.lineno + 1, FUNCTION_LINES_MAX


def test_nothing_outgrows_its_limit():
    assert {n: s for n, s, limit in sizes() if s > GRANDFATHERED.get(n, limit)} == {}


def test_stylesheets_and_scripts_stay_small():
    too_big = {
        path.relative_to(ROOT).as_posix(): lines
        for pattern in ("samverk/**/*.css", "samverk/**/*.js", "samverk/**/*.html")
        for path in ROOT.glob(pattern)
        if (lines := len(path.read_text(encoding="utf8").splitlines())) > FILE_LINES_MAX
    }
    assert too_big == {}
