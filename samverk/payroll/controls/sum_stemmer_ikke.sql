-- The cash lines of a person do not add up to the net pay.
SELECT r.party_id, NULL::uuid, jsonb_build_object('netto', r.netto_oere, 'linjer', s.sum)
FROM payroll_resultat r
LEFT JOIN (SELECT l.party_id, sum(l.beloep_oere) AS sum
FROM payroll_loennslinje l
WHERE l.tenant_id = %(tenant)s
  AND l.kjoering_id = %(kjoering)s
  AND l.loennsart = ANY (%(kontante)s)
GROUP BY l.party_id) s USING (party_id)
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND r.netto_oere <> coalesce(s.sum, 0)
