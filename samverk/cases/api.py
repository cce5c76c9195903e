"""The door of cases."""

from samverk.cases import events
from samverk.cases.models import Sak
from samverk.cases.queries.saker import (
    NotatFacts,
    SakFacts,
    SakPage,
    notater,
    open_meldinger,
    sak,
    sak_for_instans,
    sak_for_mappe,
    saker,
    saker_about,
    saker_for_party,
)
from samverk.cases.services.meldinger import NyMelding, report_error
from samverk.cases.services.saker import (
    NySak,
    SakMissing,
    SakRefused,
    attach_process,
    close_sak,
    open_sak,
    write_notat,
)

__all__ = [
    "NotatFacts",
    "NyMelding",
    "NySak",
    "Sak",
    "SakFacts",
    "SakMissing",
    "SakPage",
    "SakRefused",
    "attach_process",
    "close_sak",
    "events",
    "notater",
    "open_meldinger",
    "open_sak",
    "report_error",
    "sak",
    "sak_for_instans",
    "sak_for_mappe",
    "saker",
    "saker_about",
    "saker_for_party",
    "write_notat",
]
