"""What the archive tells others. Ids only; past tense with version."""

SAKSMAPPE_OPPRETTET = "archive.saksmappe.opprettet.v1"
SAKSMAPPE_FERDIG = "archive.saksmappe.ferdig.v1"
SAKSMAPPE_AVSLUTTET = "archive.saksmappe.avsluttet.v1"
SAKSMAPPE_GJENAAPNET = "archive.saksmappe.gjenaapnet.v1"
JOURNALPOST_REGISTRERT = "archive.journalpost.registrert.v1"
JOURNALPOST_AVSKREVET = "archive.journalpost.avskrevet.v1"
SKJERMING_ENDRET = "archive.skjerming.endret.v1"

# By the status a journalpost has reached.
JOURNALPOST = {
    "F": "archive.journalpost.ferdigstilt.v1",
    "G": "archive.journalpost.godkjent.v1",
    "E": "archive.journalpost.ekspedert.v1",
    "J": "archive.journalpost.journalfoert.v1",
    "A": "archive.journalpost.arkivert.v1",
    "U": "archive.journalpost.utgaatt.v1",
}
