-- Paid before, and the account number is new in the last ten days (fraud).
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND r.party_id = ANY (%(ny_konto)s::uuid[])
  AND r.party_id IN (
    SELECT f.party_id FROM payroll_resultat f
    WHERE f.tenant_id = %(tenant)s AND f.kjoering_id <> %(kjoering)s)
