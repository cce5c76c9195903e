"""The one kind of error a user is meant to read, and sentences that wait for their reader.

A `Refusal` is a foreseen "no": it says what is wrong and what to do, and may point at the form
field it belongs to. Everything else that is raised is a bug.

The one who refuses does not know who will read it: pure rules, a job and a command refuse too. So a
refusal keeps its bokmål message id and the values apart, and the edge puts them together in the
language of the reader (`ui.sentence`). The id is never built from pieces: it must stand in the
catalogues.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samverk.core.languages import LANGUAGES, Trilingual

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
Translate = Callable[[str], str]


def _as_it_is(message_id: str) -> str:
    return message_id


@dataclass(frozen=True, slots=True)
class Text:
    """A bokmål message id with named placeholders (``%(dag)s``), and their values.

    A value may be a `Text` or a `Refusal` (translated too), several of them in a tuple, a date, or
    a function of the language (``partial(format_kr, oere)``); anything else is written as it is.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    def read(self, translate: Translate = _as_it_is, language: str = "nb") -> str:
        """Return the sentence; without arguments in bokmål, for logs and commands."""
        if not self.values:
            return translate(self.id)
        shown = {n: _shown(v, translate, language) for n, v in self.values.items()}
        return translate(self.id) % shown

    def __str__(self) -> str:
        return self.read()

    def stored(self) -> dict[str, object]:
        """Return it as JSON, for a sentence of the machine that is read later; see `restored`.

        The one who reads it has a language of her own: a sentence and a date are kept as such, and
        what is a function of the language as its three texts.
        """
        return {"id": self.id, "values": {n: _stored(v) for n, v in self.values.items()}}

    @classmethod
    def restored(cls, data: Mapping[str, Any]) -> Text:
        """Return what `stored` made into JSON."""
        return cls(data["id"], {name: _restored(v) for name, v in data["values"].items()})


def _stored(value: object) -> object:
    if isinstance(value, Refusal):
        value = value.text
    if isinstance(value, Text):
        return value.stored()
    if isinstance(value, tuple):
        return [_stored(one) for one in value]
    if callable(value):
        return {language: str(value(language=language)) for language in LANGUAGES}
    if isinstance(value, date):
        return {"dag": value.isoformat()[:10]}
    return str(value)


def _restored(value: Any) -> object:
    if isinstance(value, list):
        return tuple(_restored(one) for one in value)
    if not isinstance(value, Mapping):
        return value
    if "id" in value:
        return Text.restored(value)
    if "dag" in value:
        return date.fromisoformat(value["dag"])
    return Trilingual(**value)


def _shown(value: object, translate: Translate, language: str) -> str:
    from samverk.core.periods import day_text

    if isinstance(value, Refusal):
        value = value.text
    if isinstance(value, Text):
        return value.read(translate, language)
    if isinstance(value, tuple):
        return " ".join(_shown(one, translate, language) for one in value)
    if callable(value):
        return str(value(language=language))
    if isinstance(value, date):
        return day_text(value, language=language)
    return str(value)


class Refusal(Exception):  # noqa: N818 - an answer to the user, not an error
    """An act was refused; nothing was written.

    Subclass as `<Noun><Problem>` beside the function that raises it. `code` is stable and made for
    machines (JSON APIs, tests); without one it is derived from the class name.

    Args:
        message: the bokmål message id, or a `Text` from a table of them.
        values: what its named placeholders stand for; see `Text`.
    """

    code: str = ""

    def __init__(
        self,
        message: str | Text,
        *,
        values: Mapping[str, object] | None = None,
        field: str | None = None,
        code: str | None = None,
    ) -> None:
        text = message if isinstance(message, Text) else Text(message)
        self.text = Text(text.id, values) if values else text
        super().__init__(self.text.read())
        self.field = field
        self.code = code or type(self).code or _code_of(type(self).__name__)

    @property
    def message(self) -> str:
        """The sentence in bokmål; pages say `ui.sentence(refusal)`."""
        return self.text.read()

    def __str__(self) -> str:
        return self.message


def _code_of(class_name: str) -> str:
    """`RateMissing` → `rate_missing`."""
    return _WORD_START.sub("_", class_name).lower()
