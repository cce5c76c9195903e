"""What of a page stands in the wrong language, as far as a rule can tell.

The catalogues themselves say which words belong to which language: a word that stands in bokmål
message ids and in no translation is bokmål. A text that is a message id, letter for letter, though
the language has another sentence for it, is bokmål too. What stands under an element with a `lang`
of its own is somebody's own words; what stands in `code` is a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import lxml.html

from tools import messages

# The words that give a sentence away, whether the catalogues happen to use them or not.
_SMALL = {
    "nn": (
        "ikke jeg hvem hva hvor hvordan hvilken hvilke hvilket hvis fra noe noen bare dere hun"
        " være blir ble blitt mer når kun enn uke uker ukes måned måneder flere hverken gjennom"
        " nå første mellom henne ham deres øvrig øvrige fordi et en én kr. lønnen mandag tirsdag"
        " lørdag søndag"
    ),
    "en": (
        "og ikke er som på av til fra med den det de du deg din ditt har må kan skal blir ble om"
        " eller men når hvis hvem hva hvor et ei ein eit ikkje frå kven kva kvar når alle flere"
        " etter før under over ved uten hos sin sitt sine vi jeg eg denne dette disse siden"
    ),
}  # fmt: skip
# Words that both have, though the catalogues show them in one only; and names.
_BOTH = {
    "nn": "når en første mellom kr gjennom lønna dagens timelønn tilgangsadministrator",
    "en": "under over men om alle de kan har du den det et vi ble",
}  # fmt: skip
# What somebody calls the work, in the demo life.
_NAMES = ("Sensorveiledning, oppgaver", "Seminarleder i STV-2510")
_WORD = re.compile(r"[^\W\d_]+")
_GONE = re.compile(
    r"\b\w+_\w+\b|%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]*>|https?://\S+|/\S+|\S+@\S+|\S+\.(?:no|pdf)"
)
_SHOWN = ("aria-label", "title", "alt", "placeholder", "content", "data-l", "label", "summary")


def _words(text: str) -> set[str]:
    """Return the words of a text that are not names: capitals count in the first word only."""
    words = _WORD.findall(_GONE.sub(" ", text))
    return {w for w in words if w.islower()} | {
        w.lower() for w in words[:1] if len(w) > 4 and w.istitle()
    }


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    for module in messages.modules():
        catalog = messages._read(module, language)
        for message in catalog:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            texts = (
                message.string if isinstance(message.string, tuple | list) else (message.string,)
            )
            yield from zip(ids, texts, strict=False)


@cache
def foreign_words(language: str) -> frozenset[str]:
    """Return the words that cannot stand in the language: bokmål (and nynorsk, in English)."""
    own, others = set(), set(_SMALL[language].split())
    for other in ("nn", "en"):
        for bokmaal, text in _pairs(other):
            own |= {w.lower() for w in _WORD.findall(text)} if other == language else set()
            others |= _words(bokmaal)
            others |= _words(text) if other == "nn" != language else set()
    return frozenset(others - own - set(_BOTH[language].split()))


@cache
def foreign_sentences(language: str) -> frozenset[str]:
    """Return the message ids that the language says otherwise."""
    said, own = set(), set()
    for bokmaal, text in _pairs(language):
        said.add(_squeezed(bokmaal))
        own.add(_squeezed(text) if text else "")
    return frozenset(s for s in said - own if "%(" not in s)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _language(node: lxml.html.HtmlElement) -> str:
    while node is not None:
        if found := node.get("lang"):
            return found
        node = node.getparent()
    return ""


def texts(page: bytes, language: str) -> Iterator[tuple[str, str]]:
    """Yield what a page says in its own language: (where, text)."""
    root = lxml.html.document_fromstring(page)
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in {"script", "style", "title"}:
            continue
        mine = _language(node) == language and not _is_code(node)
        where = f"{node.tag}.{node.get('class', '')}"
        if mine and node.text and node.tag != "textarea":
            yield where, node.text
        if mine:
            is_input = node.tag == "input" and node.get("type") in {"submit", "button"}
            shown = [*_SHOWN, "value"] if is_input else _SHOWN
            yield from ((f"{where}[{name}]", node.get(name, "")) for name in shown)
        parent = node.getparent()
        if node.tail and _language(parent) == language and not _is_code(parent):
            yield f"{parent.tag}.{parent.get('class', '')}", node.tail


def _is_code(node: lxml.html.HtmlElement) -> bool:
    return any(
        "code" in n.get("class", "").split() or n.tag == "code"
        for n in [node, *node.iterancestors()]
    )


def faults(page: bytes, language: str) -> list[str]:
    """Return what stands in another language than the page's, one line each."""
    found = []
    for where, text in texts(page, language):
        said = _squeezed(text)
        for name in _NAMES:
            said = said.replace(name, "")
        if not said:
            continue
        words = {w for w in _words(said) if w in foreign_words(language)}
        if said in foreign_sentences(language) and not where.startswith(("text.", "tspan.")):
            found.append(f"{where} bokmål: «{said}»")
        elif words:
            found.append(f"{where} {sorted(words)}: «{said[:160]}»")
    return found
