-- First pay of a person, in an installation that has paid before.
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND EXISTS (SELECT
FROM payroll_resultat f
WHERE f.tenant_id = r.tenant_id
  AND f.kjoering_id <> r.kjoering_id)
  AND NOT EXISTS (SELECT
FROM payroll_resultat f
WHERE f.tenant_id = r.tenant_id
  AND f.party_id = r.party_id
  AND f.kjoering_id <> r.kjoering_id)
