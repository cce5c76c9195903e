"""The first payments open for those who may read the hires, and only at their own units.

Until now whoever may read the figures could ask the function for the ids, pay days and days of
every hire of the university; that the reader may see the hire was left to the query that asked.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"
LOCAL = "AT TIME ZONE 'Europe/Oslo'"

# By the same rule as the figure. The lines of all pay there has been are not read: what is paid in
# the period says which hires it can be, and a line is found by its run and its person.
FOERSTE = f"""CREATE OR REPLACE FUNCTION samverk.foerste_utbetalinger(fra date, til date)
RETURNS TABLE (ansettelse uuid, dag date, dager integer)
LANGUAGE sql STABLE {SAFE} AS $$
  WITH mine AS MATERIALIZED (
    SELECT a.id, k.id AS kontrakt_id, k.arbeidsforhold_id, k.party_id, k.type,
      (a.besluttet_at {LOCAL})::date AS besluttet, lower(a.gyldig) AS start
    FROM hr_ansettelse a
    JOIN hr_kontrakt k ON k.tenant_id = a.tenant_id AND k.ansettelse_id = a.id
    WHERE a.tenant_id = samverk.tenant() AND (SELECT samverk.kan('samstyring.les'))
      AND a.enhet_id IN (SELECT samverk.enheter('hr.arbeidsforhold.les'))
      AND a.party_id NOT IN (SELECT samverk.skjulte_personer())
      AND a.besluttet_at IS NOT NULL),
  kjoering AS (
    SELECT r.id, r.utbetalingsdato AS dag, r.art FROM payroll_loennskjoering r
    WHERE r.tenant_id = samverk.tenant() AND r.betalt_at IS NOT NULL),
  betalt AS NOT MATERIALIZED (
    SELECT m.id, m.besluttet, m.start, r.dag
    FROM mine m
    JOIN hr_timeliste l ON l.tenant_id = samverk.tenant() AND l.kontrakt_id = m.kontrakt_id
    JOIN kjoering r ON r.id = l.kjoering_id
    UNION ALL
    SELECT m.id, m.besluttet, m.start, r.dag
    FROM mine m
    JOIN kjoering r ON r.art <> 'forskudd' AND r.dag >= m.besluttet
    JOIN payroll_loennslinje l ON l.tenant_id = samverk.tenant() AND l.kjoering_id = r.id
      AND l.party_id = m.party_id AND l.arbeidsforhold_id = m.arbeidsforhold_id
    WHERE m.type <> 'T1')
  SELECT b.id, min(b.dag), min(greatest(0, b.dag - greatest(b.besluttet, b.start)))
  FROM betalt b
  WHERE b.dag < til AND b.id IN (SELECT i.id FROM betalt i WHERE i.dag >= fra AND i.dag < til)
  GROUP BY b.id HAVING min(b.dag) >= fra
$$"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_no_remainder"), ("hr", "0002_rules")]
    operations = [function(FOERSTE)]
