"""What is sealed of the archive: an archived journalpost with its correspondents and contents.

Only what can never change after archiving is in the text; screening, public title, sign-off and a
later redacted variant are not (freeze matrix).
"""

SEALED = """
SELECT r.id::text AS rad, concat_ws('|', r.registrerings_id, r.journalsekvensnummer, r.journalaar,
  r.journalposttype, r.tittel, to_char(r.journaldato, 'YYYY-MM-DD'),
  coalesce(to_char(r.dokumentets_dato, 'YYYY-MM-DD'), '-'), extract(epoch FROM r.arkivert_at)::text,
  coalesce((SELECT string_agg(concat_ws(':', p.korrespondanseparttype, p.navn), ';' ORDER BY p.id)
   FROM archive_korrespondansepart p
   WHERE p.tenant_id = r.tenant_id AND p.registrering_id = r.id), '-'),
  (SELECT string_agg(concat_ws(':', d.dokumentnummer, d.tilknyttet_som, o.variantformat,
     o.versjonsnummer, o.sjekksum), ';'
     ORDER BY d.dokumentnummer, o.variantformat, o.versjonsnummer)
   FROM archive_registreringdokument d
   JOIN archive_dokumentobjekt o ON o.tenant_id = d.tenant_id
     AND o.dokumentbeskrivelse_id = d.dokumentbeskrivelse_id AND o.variantformat <> 'O'
   WHERE d.tenant_id = r.tenant_id AND d.registrering_id = r.id)) AS tekst
FROM archive_registrering r
WHERE r.tenant_id = samverk.tenant() AND r.journalstatus = 'A'
"""
