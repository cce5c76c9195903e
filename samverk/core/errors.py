"""The one kind of error a user is meant to read.

A `Refusal` is a foreseen "no": the message is Norwegian, says what is wrong and what to do, and may
point at the form field it belongs to. Everything else that is raised is a bug.
"""

import re

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Refusal(Exception):  # noqa: N818 - an answer to the user, not an error
    """An act was refused; nothing was written.

    Subclass as `<Noun><Problem>` beside the function that raises it. `code` is stable and made for
    machines (JSON APIs, tests); without one it is derived from the class name.
    """

    code: str = ""

    def __init__(self, message: str, *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or type(self).code or _code_of(type(self).__name__)

    def __str__(self) -> str:
        return self.message


def _code_of(class_name: str) -> str:
    """`RateMissing` → `rate_missing`."""
    return _WORD_START.sub("_", class_name).lower()
