-- No national number, D-number or passport: cannot be reported.
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND NOT (r.party_id = ANY (%(med_ident)s::uuid[]))
