-- Net pay changed more than a fifth and 2 000 kr without a known cause. Hours, holiday and leave
-- explain a change. A month of half tax is compared as if the tax were whole, so that it hides
-- neither itself nor another change in the same month.
WITH halv AS (
  SELECT l.kjoering_id, l.party_id,
    sum((l.spor ->> 2)::bigint - (l.spor ->> 5)::bigint) * 100 AS oere
  FROM payroll_loennslinje l
  WHERE l.tenant_id = %(tenant)s AND l.kjoering_id IN (%(kjoering)s, %(forrige)s)
    AND l.loennsart = '2000' AND l.spor ->> 0 = 'forskuddstrekk.halv'
  GROUP BY 1, 2
), netto AS (
  SELECT r.kjoering_id, r.party_id, r.netto_oere - coalesce(h.oere, 0) AS oere,
    coalesce(h.oere, 0) AS halv
  FROM payroll_resultat r
  LEFT JOIN halv h ON h.kjoering_id = r.kjoering_id AND h.party_id = r.party_id
  WHERE r.tenant_id = %(tenant)s AND r.kjoering_id IN (%(kjoering)s, %(forrige)s)
)
SELECT n.party_id, NULL::uuid,
  jsonb_build_object('foer', f.oere, 'naa', n.oere, 'halv', n.halv <> 0 OR f.halv <> 0)
FROM netto n
JOIN netto f ON f.party_id = n.party_id AND f.kjoering_id = %(forrige)s
WHERE n.kjoering_id = %(kjoering)s
  AND abs(n.oere - f.oere) > 200000
  AND abs(n.oere - f.oere) * 5 > f.oere
  AND NOT EXISTS (
    SELECT FROM payroll_loennslinje l
    WHERE l.tenant_id = %(tenant)s AND l.kjoering_id IN (n.kjoering_id, f.kjoering_id)
      AND l.party_id = n.party_id
      AND (l.kilde <> '' OR l.loennsart BETWEEN '1500' AND '1600'))
