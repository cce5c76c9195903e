-- A claim or item that an approved run has paid already.
SELECT DISTINCT l.party_id, l.arbeidsforhold_id, '{}'::jsonb
FROM payroll_loennslinje l
JOIN payroll_loennslinje f ON f.tenant_id = l.tenant_id AND f.kilde = l.kilde
  AND f.loennsart = l.loennsart AND f.kilde <> '' AND f.kjoering_id <> l.kjoering_id
JOIN payroll_loennskjoering k ON k.id = f.kjoering_id AND k.tilstand = ANY (%(ferdig)s)
WHERE l.tenant_id = %(tenant)s AND l.kjoering_id = %(kjoering)s
  AND l.kilde <> '' AND l.loennsart < '2000'
