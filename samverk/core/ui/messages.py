"""One sentence to the reader on the next page: «Sendt til Ingrid Solbakken»."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.http import HttpRequest

from samverk.core.errors import Refusal
from samverk.core.ui.words import sentence

_KEY = "beskjeder"
_MOST = 5


@dataclass(frozen=True, slots=True)
class PageMessage:
    """A sentence and its kind: ok, warn or stop, and the address and name of a link after it."""

    kind: str
    text: str
    url: str = ""
    link: str = ""


def say(
    request: HttpRequest,
    text: str,
    *,
    kind: Literal["ok", "warn", "stop"] = "ok",
    link: tuple[str, str] = ("", ""),
) -> None:
    """Keep a sentence for the next page that is shown; it lies sealed in the session till then.

    Args:
        text: the sentence; kind: how it went; link: (address, name) of what it leads to.
    """
    kept = request.session.get(_KEY, [])
    request.session[_KEY] = [*kept, [kind, text, *link]][-_MOST:]


@contextmanager
def attempt(request: HttpRequest) -> Iterator[None]:
    """Do an act whose answer is a redirect: all of it, or nothing and a sentence on the next page.

    A refusal inside is said, and what the act wrote before it was refused is undone. A form that is
    refused needs no such thing: it answers 422, and that undoes the whole request.
    """
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        say(request, sentence(refusal), kind="stop")


def take_messages(request: HttpRequest) -> list[PageMessage]:
    """Return and forget the sentences kept for this reader."""
    if _KEY not in request.session:
        return []
    return [PageMessage(*kept) for kept in request.session.pop(_KEY)]
