"""The door of provenance: record where fields came from, and ask what is already known."""

from samverk.core.provenance.queries import FieldOrigin, field_origins, known_concepts
from samverk.core.provenance.services import (
    FieldProvenance,
    ProvenanceInvalid,
    machine_provenance,
    record_submission,
    write_submission,
)

__all__ = [
    "FieldOrigin",
    "FieldProvenance",
    "ProvenanceInvalid",
    "field_origins",
    "known_concepts",
    "machine_provenance",
    "record_submission",
    "write_submission",
]
