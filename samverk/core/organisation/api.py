"""The door of organisation."""

from samverk.core.organisation.models import Orgenhet
from samverk.core.organisation.queries import (
    EnhetFacts,
    Noekkel,
    enhet,
    enheter,
    noekler,
    root,
    unit_ids_under,
    unit_ids_with,
)
from samverk.core.organisation.services import (
    OrgenhetRefused,
    change_orgenhet,
    register_orgenhet,
)

__all__ = [
    "EnhetFacts",
    "Noekkel",
    "Orgenhet",
    "OrgenhetRefused",
    "change_orgenhet",
    "enhet",
    "enheter",
    "noekler",
    "register_orgenhet",
    "root",
    "unit_ids_under",
    "unit_ids_with",
]
