"""Sessions are sealed: what a person has just typed or read does not lie open in the database.

A contract that waits for the identity service keeps the answers, the account number among them, and
a sentence for the next page may name somebody. The rows are in every backup; the key is not.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.sessions.serializers import JSONSerializer

from samverk.core.parties import api as parties

INSTALLATION = UUID(int=0)  # a session begins before its university is known


class SealedSerializer:
    """JSON, encrypted with the key of identifiers; a session of another key is an empty one."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        """Return the session as it lies in the database."""
        return parties.encrypt(INSTALLATION, JSONSerializer().dumps(obj).decode("latin-1"))

    def loads(self, data: bytes) -> dict[str, Any]:
        """Return the session; Django makes any failure an empty session."""
        opened = parties.decrypt(INSTALLATION, data).encode("latin-1")
        return dict(JSONSerializer().loads(opened))
