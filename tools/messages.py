"""Message catalogues: ``python -m tools.messages extract|check|compile [FOLDER …]``.

Bokmål is the message id. Every module keeps ``locale/{nn,en}/LC_MESSAGES/django.po``. Texts come
from templates (Django's own ``templatize``), from gettext calls, and from the literal sentence of
every `Refusal` and `Text`. Babel reads and writes the files, so no gettext programs are needed.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "samverk/core"
LANGUAGES = ("nn", "en")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
Message = str | tuple[str, ...]


def modules() -> list[Path]:
    """Return the folders that are Django apps, in alphabetical order."""
    return sorted(p.parent for p in (ROOT / "samverk").rglob("apps.py"))


def _files(module: Path, pattern: str) -> Iterator[Path]:
    if module == CORE / "ui":
        yield from sorted(CORE.glob(pattern))  # the pure helpers belong to no app
        for folder in sorted(CORE.iterdir()):
            if folder.is_dir() and not (folder / "apps.py").exists():
                yield from (p for p in sorted(folder.rglob(pattern)) if "tests" not in p.parts)
    nested = [m for m in modules() if m != module and m.is_relative_to(module)]
    for path in sorted(module.rglob(pattern)):
        parts = path.relative_to(module).parts
        if {"migrations", "tests"} & set(parts) or any(path.is_relative_to(n) for n in nested):
            continue
        yield path


@cache
def refusals() -> frozenset[str]:
    """Return the names of every class that is a `Refusal`, directly or through another."""
    bases: dict[str, set[str]] = {}
    sources = (p for p in (ROOT / "samverk").rglob("*.py") if "tests" not in p.parts)
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = {ast.unparse(b).split(".")[-1] for b in node.bases}
                bases.setdefault(node.name, set()).update(names)
    known = {"Refusal", "Text"}
    while found := {n for n, b in bases.items() if b & known} - known:
        known |= found
    return frozenset(known)


def _refusal_texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = ast.unparse(node.func).split(".")[-1]
        first = node.args[0]
        if name in refusals() and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def _called(source: str) -> Iterator[tuple[Message, str | None]]:
    file = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _line, message, _comments, context in extract("python", file, KEYWORDS, (), options):
        yield message, context


def wanted(module: Path) -> dict[tuple[Message, str | None], None]:
    """Return every message of a module, in the order of its files."""
    from django.utils.translation.template import templatize

    found: dict[tuple[Message, str | None], None] = {}
    for path in _files(module, "*.html"):
        text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # It is read as Python, where the indentation of a page would mean something.
        flat = "\n".join(line.lstrip() for line in text.splitlines())
        found.update(dict.fromkeys(_called(flat)))
    for path in _files(module, "*.py"):
        source = path.read_text(encoding="utf-8")
        found.update(dict.fromkeys(_called(source)))
        found.update(dict.fromkeys((text, None) for text in _refusal_texts(source)))
    return {(m, c): None for m, c in found if _says_something(m)}


def _says_something(message: Message) -> bool:
    """Whether there are words in it; “%(a)s: %(b)s” reads the same in every language."""
    return any(c.isalpha() for c in _PLACEHOLDER.sub("", "".join(_texts(message))))


def _path(module: Path, language: str) -> Path:
    return module / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(module: Path, language: str) -> Catalog:
    path = _path(module, language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(module: Path) -> None:
    """Bring the module's files up to date: new messages added empty, unused ones removed."""
    messages = wanted(module)
    for language in LANGUAGES:
        path = _path(module, language)
        if not messages:
            continue
        old = _read(module, language)
        new = Catalog(
            locale=language, project="samverk", version="0.1.0", charset="utf-8", fuzzy=False,
            header_comment=f"# {module.relative_to(ROOT)}: {language}",
        )  # fmt: skip
        for message, context in messages:
            known = old.get(message[0] if isinstance(message, tuple) else message, context)
            new.add(message, known.string if known else "", context=context)
        path.parent.mkdir(parents=True, exist_ok=True)
        written = io.BytesIO()
        write_po(written, new, sort_output=True, width=100, include_lineno=False)
        lines = written.getvalue().decode().splitlines()
        dated = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team")
        kept = [x for x in lines if not any(x.startswith(f'"{d}') for d in dated)]
        path.write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(v) for v in value] if isinstance(value, tuple | list) else []


def _fault(message: Message, known: object) -> str:
    string, fuzzy = getattr(known, "string", ""), getattr(known, "fuzzy", False)
    if not _texts(string) or not all(_texts(string)):
        return "mangler"
    if fuzzy:
        return "usikker (fuzzy)"
    marks = set(_PLACEHOLDER.findall(_texts(message)[-1]))
    if any(set(_PLACEHOLDER.findall(t)) - marks for t in _texts(string)):
        return "andre plassholdere enn originalen"
    return ""


def faults(module: Path) -> list[str]:
    """Return what is wrong with a module's catalogues, one line each."""
    found = []
    for language in LANGUAGES:
        catalog = _read(module, language)
        messages = wanted(module)
        for message, context in messages:
            key = message[0] if isinstance(message, tuple) else message
            if fault := _fault(message, catalog.get(key, context)):
                found.append(f"{module.relative_to(ROOT)} {language}: {fault}: {key}")
    return found


def conflicts() -> list[str]:
    """Return texts that two catalogues translate differently, one line each.

    Django lays all catalogues in one heap and the first one wins, so that the second would never
    be read: words that must differ need a context (``pgettext``).
    """
    found = []
    for language in LANGUAGES:
        seen: dict[tuple[str, str | None], dict[str, str]] = {}
        for module in modules():
            for message in _read(module, language):
                if message.id and all(_texts(message.string)):
                    words = seen.setdefault((str(message.id), message.context), {})
                    words.setdefault(str(message.string), str(module.relative_to(ROOT)))
        for (key, _context), words in seen.items():
            if len(words) > 1:
                ways = ", ".join(f"«{text}» ({module})" for text, module in words.items())
                found.append(f"{language}: oversatt på to måter: {key}: {ways}")
    return found


def build(module: Path) -> None:
    """Write ``.mo`` beside each ``.po`` that is newer."""
    for language in LANGUAGES:
        path = _path(module, language)
        target = path.with_suffix(".mo")
        if not path.exists():
            continue
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        making = target.with_suffix(f".mo.{os.getpid()}")
        with making.open("wb") as file:
            write_mo(file, _read(module, language))
        making.replace(target)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["extract", "check", "compile"])
    parser.add_argument("folder", nargs="*", type=Path, help="samverk/<module>; all without")
    arguments = parser.parse_args(words)
    chosen = [(ROOT / f).resolve() for f in arguments.folder] or modules()
    if arguments.command == "check":
        found = [line for module in chosen for line in faults(module)] + conflicts()
        print("\n".join(found) or "Alle kataloger er komplette.")
        return 1 if found else 0
    for module in chosen:
        (update if arguments.command == "extract" else build)(module)
    return 0


if __name__ == "__main__":
    sys.exit(main())
