-- Pay, but nothing is left after deductions.
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND r.netto_oere = 0
  AND r.brutto_oere > 0
