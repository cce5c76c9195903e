"""The door of cases."""

from samverk.cases import events
from samverk.cases.models import Sak
from samverk.cases.queries.page import (
    CasePage,
    PartyLine,
    case_page,
    handles,
    may_close,
    party_lines,
)
from samverk.cases.queries.saker import (
    NotatFacts,
    SakFacts,
    SakPage,
    Scope,
    notater,
    open_meldinger,
    sak,
    sak_for_instans,
    sak_for_mappe,
    saker,
    saker_about,
    saker_for_party,
)
from samverk.cases.queries.timeline import (
    CaseView,
    ProcessView,
    TimelineDocument,
    TimelineEntry,
    case_view,
)
from samverk.cases.services.brev import (
    NyttBrev,
    NyttSaksdokument,
    Submission,
    add_document,
    send_letter,
)
from samverk.cases.services.meldinger import NyMelding, report_error
from samverk.cases.services.saker import (
    NySak,
    SakMissing,
    SakRefused,
    attach_process,
    close_sak,
    open_sak,
    reopen_sak,
    write_notat,
)

__all__ = [
    "CasePage",
    "CaseView",
    "NotatFacts",
    "NyMelding",
    "NySak",
    "NyttBrev",
    "NyttSaksdokument",
    "PartyLine",
    "ProcessView",
    "Sak",
    "SakFacts",
    "SakMissing",
    "SakPage",
    "SakRefused",
    "Scope",
    "Submission",
    "TimelineDocument",
    "TimelineEntry",
    "add_document",
    "attach_process",
    "case_page",
    "case_view",
    "close_sak",
    "events",
    "handles",
    "may_close",
    "notater",
    "open_meldinger",
    "open_sak",
    "party_lines",
    "reopen_sak",
    "report_error",
    "sak",
    "sak_for_instans",
    "sak_for_mappe",
    "saker",
    "saker_about",
    "saker_for_party",
    "send_letter",
    "write_notat",
]
