-- Net pay above 150 000 kr.
SELECT r.party_id, NULL::uuid, jsonb_build_object('netto', r.netto_oere)
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND r.netto_oere > 15000000
