-- Paid before, and the account number is new in the last ten days (fraud).
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND r.party_id = ANY (%(ny_konto)s::uuid[])
  AND EXISTS (SELECT
FROM payroll_resultat f
WHERE f.tenant_id = r.tenant_id
  AND f.party_id = r.party_id
  AND f.kjoering_id <> r.kjoering_id)
