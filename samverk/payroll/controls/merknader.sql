-- What the engine remarked about single people: code, person, the whole remark.
SELECT m.value ->> 0, r.party_id, m.value
FROM payroll_resultat r
CROSS JOIN LATERAL jsonb_array_elements(r.merknader) m
WHERE r.tenant_id = %(tenant)s
  AND r.kjoering_id = %(kjoering)s
  AND m.value ->> 0 <> 'igjen'
