-- Net pay changed more than a fifth and 2 000 kr without hours, holiday or leave to explain it.
SELECT r.party_id, NULL::uuid, jsonb_build_object('foer', f.netto_oere, 'naa', r.netto_oere)
FROM payroll_resultat r
JOIN payroll_resultat f ON f.tenant_id = r.tenant_id AND f.party_id = r.party_id
  AND f.kjoering_id = %(forrige)s
WHERE r.tenant_id = %(tenant)s AND r.kjoering_id = %(kjoering)s
  AND abs(r.netto_oere - f.netto_oere) > 200000
  AND abs(r.netto_oere - f.netto_oere) * 5 > f.netto_oere
  AND NOT EXISTS (
    SELECT FROM payroll_loennslinje l
    WHERE l.tenant_id = r.tenant_id AND l.kjoering_id IN (r.kjoering_id, f.kjoering_id)
      AND l.party_id = r.party_id
      AND (l.kilde <> '' OR l.loennsart BETWEEN '1500' AND '1600'))
