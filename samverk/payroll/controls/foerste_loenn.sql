-- First pay of a person, in an installation that has paid before.
SELECT r.party_id, NULL::uuid, '{}'::jsonb
FROM payroll_resultat r
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND EXISTS (
    SELECT FROM payroll_resultat f
    WHERE f.tenant_id = %(tenant)s AND f.kjoering_id <> %(kjoering)s)
  AND r.party_id NOT IN (
    SELECT f.party_id FROM payroll_resultat f
    WHERE f.tenant_id = %(tenant)s AND f.kjoering_id <> %(kjoering)s)
