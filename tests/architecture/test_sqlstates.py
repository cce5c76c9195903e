"""An SQLSTATE of ours means one thing: raised by one module, listed once, answered in one place."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\bSV\d{3}\b")
ANSWER = re.compile(r'"(SV\d{3})"')
ROW = re.compile(r"^\| (SV\d{3}) \| (\w+) \| (.+?) \|(.*)\|$", re.M)
RAISED = re.compile(r"RAISE EXCEPTION\s+'([^']*)'[^;]*?ERRCODE\s*=\s*'(SV\d{3})'", re.S)
LISTED = ROW.findall((ROOT / "docs/sqlstates.md").read_text(encoding="utf8"))
OWNER = {code: module for code, module, _meaning, _said in LISTED}
SHARED = {code for code, module in OWNER.items() if module == "all"}
MODULES = {
    "0": "hr",
    "1": "core",
    "2": "finance",
    "3": "payroll",
    "5": "archive",
    "7": "governance",
}


def module_of(path: Path) -> str:
    return path.relative_to(ROOT / "samverk").parts[0]


@pytest.fixture(scope="module")
def functions(django_db_setup, django_db_blocker):
    """Name → (module, body) of every function of ours, as it stands after all migrations."""
    homes = {}
    for path in sorted((ROOT / "samverk").rglob("migrations/*.py")):
        text = path.read_text(encoding="utf8")
        for name in re.findall(r"FUNCTION samverk\.(\w+)\(", text):
            homes.setdefault(name, module_of(path))
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, p.prosrc FROM pg_proc p"
            " WHERE p.pronamespace = 'samverk'::regnamespace"
        )
        return {name: (homes.get(name, "core"), body) for name, body in cursor.fetchall()}


@pytest.fixture(scope="module")
def raised(functions):
    """Code → the modules whose functions raise it."""
    found = defaultdict(set)
    for module, body in functions.values():
        for code in CODE.findall(body):
            found[code].add(module)
    return found


def test_every_code_is_listed_once_with_its_own_meaning():
    codes = [code for code, _module, _meaning, _said in LISTED]
    meanings = [meaning for _code, _module, meaning, _said in LISTED]
    assert codes == sorted(set(codes), key=lambda code: (code not in SHARED, code))
    assert len(set(meanings)) == len(meanings)


def test_what_is_raised_is_what_is_listed(raised):
    assert set(raised) == set(OWNER)


def test_a_code_is_raised_by_the_module_that_owns_it(raised):
    others = {code: modules for code, modules in raised.items() if code not in SHARED}
    assert others == {code: {OWNER[code]} for code in others}
    assert {code: OWNER[code] for code in others} == {code: MODULES[code[2]] for code in others}


def test_a_code_is_raised_with_the_words_that_are_listed(functions):
    """A new way of saying a code is a new line to read: is it the same thing that is refused?"""
    said = defaultdict(set)
    for _module, body in functions.values():
        for words, code in RAISED.findall(body):
            said[code].add(re.split(r":| %", words)[0].strip())
    listed = {code: {one.strip() for one in words.split("·") if one.strip()}
              for code, _module, _meaning, words in LISTED}  # fmt: skip
    assert said == {code: words for code, words in listed.items() if words}


def test_a_code_is_answered_in_one_place():
    answered = defaultdict(set)
    for path in sorted((ROOT / "samverk").rglob("*.py")):
        if not {"migrations", "tests"} & set(path.parts):
            for code in set(ANSWER.findall(path.read_text(encoding="utf8"))) - SHARED:
                answered[code].add(path.relative_to(ROOT).as_posix())
    assert {code: paths for code, paths in answered.items() if len(paths) > 1} == {}
    assert {
        code: {module_of(ROOT / path) for path in paths} for code, paths in answered.items()
    } == {code: {OWNER[code]} for code in answered}
