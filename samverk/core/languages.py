"""What data files say in all three languages of the product.

Message catalogues carry the texts of pages; dated figures, code lists and plans carry their own
names, because they are data that an institution can replace. A text in one language only cannot be
read in: it would stand in bokmål on a page in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Trilingual:
    """One text in bokmål, nynorsk and English; `Refusal` and `Text` take it as a value."""

    nb: str
    nn: str
    en: str
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, *, language: str = "nb") -> str:
        """Return the text in a language: nb, nn or en."""
        return str(getattr(self, language if language in LANGUAGES else "nb"))

    def __str__(self) -> str:
        return self.nb


def trilingual(value: object) -> Trilingual:
    """Return a text as it stands in a data file: a list of bokmål, nynorsk and English.

    Raises:
        ValueError: it is not three texts.
    """
    if not isinstance(value, list) or len(value) != len(LANGUAGES):
        raise ValueError("bokmål, nynorsk, English")
    if not all(isinstance(text, str) and text.strip() for text in value):
        raise ValueError("bokmål, nynorsk, English")
    return Trilingual(*value)
