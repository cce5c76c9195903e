"""A refusal says its sentence as a message id: never as a text that is already built or translated.

What is put together where it is raised reaches the reader in bokmål, whatever language she reads.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from samverk.core.errors import Refusal, Text
from tools.messages import ROOT, refusals

BUILT = (ast.JoinedStr, ast.BinOp)
TRANSLATED = {"_", "gettext", "gettext_lazy", "str", "format"}


def _is_built(first: ast.expr) -> bool:
    if isinstance(first, BUILT):
        return True
    if isinstance(first, ast.IfExp):
        return any(
            isinstance(one, ast.Constant) or _is_built(one) for one in (first.body, first.orelse)
        )
    return isinstance(first, ast.Call) and ast.unparse(first.func).split(".")[-1] in TRANSLATED


def built_texts(source: str) -> list[int]:
    """Return the lines where a `Refusal` or `Text` gets something else than an id."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and node.args
        and ast.unparse(node.func).split(".")[-1] in refusals()
        and _is_built(node.args[0])
    ]


def _sources() -> list[Path]:
    return [p for p in sorted((ROOT / "samverk").rglob("*.py")) if "tests" not in p.parts]


def test_every_refusal_says_a_message_id():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _sources()
        for line in built_texts(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def said_and_kept(source: str) -> list[int]:
    """Return the lines where an exception is caught and told with ``ui.say``.

    The answer is then a redirect, and a redirect keeps what the act wrote before it was refused.
    """
    return [
        handler.lineno
        for attempt in ast.walk(ast.parse(source))
        if isinstance(attempt, ast.Try) and not _is_whole(attempt)
        for handler in attempt.handlers
        for node in ast.walk(handler)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "say"
    ]


def _is_whole(attempt: ast.Try) -> bool:
    first = attempt.body[0]
    return (
        len(attempt.body) == 1
        and isinstance(first, ast.With)
        and ast.unparse(first.items[0].context_expr) == "transaction.atomic()"
    )


def test_a_refusal_answered_by_a_redirect_leaves_nothing_behind():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _sources()
        if "web" in path.parts
        for line in said_and_kept(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_hole_is_found():
    hole = "try:\n  act()\nexcept Refusal as no:\n  ui.say(request, ui.sentence(no))"
    assert said_and_kept(hole) == [3]
    whole = hole.replace("  act()", "  with transaction.atomic():\n    act()")
    assert said_and_kept(whole) == []
    assert said_and_kept("with ui.attempt(request):\n  act()\n  ui.say(request, 'x')") == []


@pytest.mark.parametrize(
    "source",
    [
        'Refusal(f"Fant ikke {x}.")',
        'Refusal(_("Fant ikke."))',
        'Refusal("Fant ikke %s." % x)',
        'api.RateMissing("Alt gjort." if x else "Ikke gjort.")',
        "Refusal(str(error))",
    ],
)
def test_the_scan_sees_each_way_of_building_a_sentence(source):
    assert built_texts(source) == [1]


@pytest.mark.parametrize(
    "source", ['Refusal("Fant ikke %(x)s.", values={"x": x})', "Refusal(WHY[why])", "Refusal(text)"]
)
def test_the_scan_lets_ids_and_tables_of_texts_pass(source):
    assert built_texts(source) == []


def test_a_sentence_says_its_values_in_the_language_of_the_reader():
    from datetime import date
    from functools import partial

    from django.utils.translation import override

    from samverk.core.money import format_kr
    from samverk.core.ui import api as ui

    no = Refusal(
        "Satsen «%(text)s» har ingen verdi %(dag)s. Legg den inn med kilde i Satser.",
        values={"text": "G", "dag": date(2026, 11, 1)},
    )
    much = Text(
        "Bilaget går ikke i null: det er %(beloep)s for mye i %(side)s.",
        {"beloep": partial(format_kr, 150_000), "side": Text("debet")},
    )
    assert no.message == (
        "Satsen «G» har ingen verdi 1.\u00a0november 2026. Legg den inn med kilde i Satser."
    )
    with override("nn"):
        assert ui.sentence(no) == (
            "Satsen «G» har ingen verdi 1.\u00a0november 2026. Legg han inn med kjelde i Satsar."
        )
    with override("en"):
        assert ui.sentence(no) == (
            "The rate “G” has no value on 1\u00a0November 2026."
            " Enter it with its source under Rates."
        )
        assert "NOK\u00a01,500 too much" in ui.sentence(much)
