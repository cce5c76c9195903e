-- Hours older than three months.
SELECT DISTINCT l.party_id, l.arbeidsforhold_id, '{}'::jsonb
FROM payroll_loennslinje l
WHERE l.tenant_id = %(tenant)s
  AND l.kjoering_id = %(kjoering)s
  AND l.kilde <> ''
  AND l.loennsart < '1400'
  AND l.opptjent_til < %(for_gammelt)s
