-- Net pay and no account number to pay it to.
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND r.netto_oere > 0
  AND NOT (r.party_id = ANY (%(med_konto)s::uuid[]))
