"""The door of the archive."""

from samverk.archive import events
from samverk.archive.models import Mappe
from samverk.archive.queries.facts import (
    DokumentFacts,
    JournalpostFacts,
    KassasjonFacts,
    KorrespondansepartFacts,
    MappeFacts,
    NyJournalpost,
    NyKorrespondansepart,
    NyPart,
    NySaksmappe,
    NyttDokument,
    Page,
    QualityRow,
    RegistrationCounts,
    TilgangskodeFacts,
)
from samverk.archive.queries.journal import (
    DownloadFacts,
    archive_queue,
    by_ekstern_id,
    download,
    journal_of_day,
    journalpost,
    journalposter,
    quality_list,
    registered_on,
    restanser,
    titles_used,
)
from samverk.archive.queries.mapper import (
    kassasjon,
    klasser,
    mappe,
    mapper,
    parter,
    registration_counts,
    search_mapper,
    tilgangskoder,
    who_sees,
)
from samverk.archive.services.journal import (
    arkiver_journalpost,
    avskriv_journalpost,
    cancel_journalpost,
    ekspeder_journalpost,
    ferdigstill_journalpost,
    journalfoer_journalpost,
    register_journalpost,
)
from samverk.archive.services.mapper import (
    add_part,
    close_saksmappe,
    obstacles,
    open_saksmappe,
    reopen_saksmappe,
    screen_saksmappe,
)
from samverk.archive.services.refusals import (
    ArchiveRefused,
    MappeMissing,
    MappeNotClosable,
    Obstacle,
    RegistreringMissing,
)
from samverk.archive.services.structure import ensure_arkivstruktur

__all__ = [
    "ArchiveRefused", "DokumentFacts", "DownloadFacts", "JournalpostFacts", "KassasjonFacts",
    "KorrespondansepartFacts", "Mappe", "MappeFacts", "MappeMissing", "MappeNotClosable",
    "NyJournalpost", "NyKorrespondansepart", "NyPart", "NySaksmappe", "NyttDokument", "Obstacle",
    "Page", "QualityRow", "RegistrationCounts", "RegistreringMissing", "TilgangskodeFacts",
    "add_part", "archive_queue", "arkiver_journalpost", "avskriv_journalpost", "by_ekstern_id",
    "cancel_journalpost", "close_saksmappe", "download", "ekspeder_journalpost",
    "ensure_arkivstruktur", "events", "ferdigstill_journalpost", "journal_of_day",
    "journalfoer_journalpost", "journalpost", "journalposter", "kassasjon", "klasser", "mappe",
    "mapper", "obstacles", "open_saksmappe", "parter", "quality_list", "register_journalpost",
    "registered_on", "registration_counts", "reopen_saksmappe", "restanser", "screen_saksmappe",
    "search_mapper", "tilgangskoder", "titles_used", "who_sees",
]  # fmt: skip
