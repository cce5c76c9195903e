"""A share that leaves fewer than five is hidden, steps are told by their own file, all sheets open.

«85 %, n 20» says that three were not: a share is hidden when it or what it leaves counts one to
four, and the total with it by the rule that stands (0005). So are the counts and shares in the
details. A step inside a university's own slot belongs to the slot's file, not to the process that
calls it: two universities' slots may name different steps alike. The sheets behind «paid on time»
are all that were counted, each with whether it was; until now only those that missed opened.
"""

import importlib

from django.db import migrations

from samverk.core.tenancy.migration import function

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

LITEN = """CREATE FUNCTION samverk.liten_del(teller numeric, av numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
  SELECT min(del) FROM (VALUES (teller), (av - teller)) d (del) WHERE del BETWEEN 1 AND 4
$$"""

INDIKATOR = f"""CREATE OR REPLACE FUNCTION samverk.indikator(noekkel text, fra date, til date)
RETURNS TABLE (universitet uuid, verdi numeric, n integer, undertrykt boolean, detaljer jsonb)
LANGUAGE plpgsql STABLE {SAFE} AS $$
#variable_conflict use_column
BEGIN
  IF session_user <> 'samverk_report' AND NOT samverk.kan('samstyring.les') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  IF noekkel !~ '^[a-z_0-9]+$'
    OR to_regprocedure(format('samverk.maal_%s(date,date)', noekkel)) IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($sql$
    WITH raa AS (SELECT * FROM samverk.maal_%s($1, $2)),
    per AS (
      SELECT t.id AS u, r.verdi AS v, coalesce(r.n, 0)::integer AS k,
        coalesce(r.detaljer, '{{}}'::jsonb) AS d
      FROM tenancy_tenant t LEFT JOIN raa r ON r.universitet = t.id WHERE t.is_university
      UNION ALL
      SELECT NULL::uuid, r.verdi, coalesce(r.n, 0)::integer, coalesce(r.detaljer, '{{}}'::jsonb)
      FROM (SELECT 1) en LEFT JOIN raa r ON r.universitet IS NULL),
    -- What would be told of one to four, by name; '' is the figure itself.
    bit AS (
      SELECT u, x.navn, x.del FROM per, LATERAL (VALUES
        ('', CASE WHEN k BETWEEN 1 AND 4 THEN k
          ELSE samverk.liten_del(coalesce(d ->> 'i_tide', d ->> 'automatisk')::numeric, k) END),
        ('ikke_godkjent_ved_fristen', samverk.liten_del((d ->> 'ikke_godkjent_ved_fristen')::numeric, NULL)),
        ('a', samverk.liten_del(round(k * (d ->> 'a')::numeric / 100), k)),
        ('b', samverk.liten_del(round(k * (d ->> 'b')::numeric / 100), k))) x (navn, del)
      WHERE x.del IS NOT NULL),
    -- The total hides too when one university does, or fewer than five are hidden together.
    skjult AS (
      SELECT u, navn FROM bit
      UNION
      SELECT NULL, navn FROM bit WHERE u IS NOT NULL GROUP BY navn HAVING count(*) = 1 OR sum(del) < 5),
    alle AS (
      SELECT p.*, EXISTS (SELECT FROM skjult s WHERE s.u IS NOT DISTINCT FROM p.u AND s.navn = '') AS borte,
        ARRAY(SELECT s.navn FROM skjult s WHERE s.u IS NOT DISTINCT FROM p.u) AS uten
      FROM per p)
    SELECT u, CASE WHEN borte OR k = 0 THEN NULL ELSE v END, CASE WHEN borte THEN NULL ELSE k END,
      borte, CASE WHEN borte THEN '{{}}'::jsonb ELSE d - uten END
    FROM alle$sql$, noekkel) USING fra, til;
END $$"""

_BEFORE = importlib.import_module("samverk.governance.migrations.0005_no_remainder").VENTETID
_OWN_FILE = (
    ("SELECT s.tenant_id, d.noekkel, s.node,", "SELECT s.tenant_id, coalesce(f.noekkel, d.noekkel) AS noekkel, s.node,"),
    (
        "JOIN workflow_definition d ON d.id = i.definition_id\n",
        "JOIN workflow_definition d ON d.id = i.definition_id\n"
        "    LEFT JOIN workflow_definition f ON f.id = (i.fragments ->> s.scope)::uuid\n",
    ),
)
VENTETID = _BEFORE
for old, new in _OWN_FILE:
    assert VENTETID.count(old) == 1
    VENTETID = VENTETID.replace(old, new)

# The sheets of the reader's own university that the figure counts: ids only, for those who may read
# the sheets themselves. Which run was the first is payroll's to know.
TALT = f"""CREATE FUNCTION samverk.timelister_telt(fra date, til date)
RETURNS TABLE (liste uuid, i_tide boolean) LANGUAGE sql STABLE {SAFE} AS $$
  SELECT l.id, coalesce(b.utbetalingsdato <= r.utbetalingsdato, false) FROM hr_timeliste l
  CROSS JOIN LATERAL (SELECT o.* FROM payroll_loennskjoering o
    WHERE o.tenant_id = l.tenant_id AND o.art = 'ordinaer' AND o.frist_at > l.innsendt_at
    ORDER BY o.frist_at LIMIT 1) r
  LEFT JOIN payroll_loennskjoering b ON b.tenant_id = l.tenant_id AND b.id = l.kjoering_id
    AND b.betalt_at IS NOT NULL
  WHERE l.tenant_id = samverk.tenant() AND samverk.kan('samstyring.les')
    AND l.godkjent_at IS NOT NULL AND r.betalt_at IS NOT NULL
    AND r.utbetalingsdato >= fra AND r.utbetalingsdato < til
$$"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0006_first_payments_of_own_units"),
        ("workflow", "0002_rules"),
        ("hr", "0002_rules"),
        ("payroll", "0002_rules"),
    ]
    operations = [
        function(LITEN, execute_for="samverk_owner"),
        function(INDIKATOR, execute_for="samverk_app, samverk_report"),
        function(VENTETID, execute_for="samverk_owner"),
        migrations.RunSQL(
            "DROP FUNCTION samverk.timelister_for_sent(date, date)", migrations.RunSQL.noop
        ),
        function(TALT),
    ]
