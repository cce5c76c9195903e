"""Indicators computed across the four universities, without personal data.

Each formula is one function ``samverk.maal_<noekkel>(fra, til)`` that answers one row per
university and one for all (universitet NULL). Nobody may run them but their owner. The door is
``samverk.indikator()``: it asks for the right to read, hides what was counted on fewer than five,
and withholds the total when exactly one university is hidden, since it could be subtracted.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

INDIKATOR = f"""CREATE FUNCTION samverk.indikator(noekkel text, fra date, til date) RETURNS TABLE (
  universitet uuid, verdi numeric, n integer, undertrykt boolean, detaljer jsonb)
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
      FROM tenancy_tenant t LEFT JOIN raa r ON r.universitet = t.id WHERE t.is_university),
    hele AS (
      SELECT NULL::uuid AS u, r.verdi AS v, coalesce(r.n, 0)::integer AS k,
        coalesce(r.detaljer, '{{}}'::jsonb) AS d
      FROM (SELECT 1) en LEFT JOIN raa r ON r.universitet IS NULL),
    alle AS (
      SELECT *, k BETWEEN 1 AND 4 AS skjult FROM per
      UNION ALL
      SELECT *, k BETWEEN 1 AND 4
        OR (SELECT count(*) FROM per WHERE k BETWEEN 1 AND 4) = 1 FROM hele)
    SELECT u, CASE WHEN skjult OR k = 0 THEN NULL ELSE v END, CASE WHEN skjult THEN NULL ELSE k END,
      skjult, CASE WHEN skjult THEN '{{}}'::jsonb ELSE d END
    FROM alle$sql$, noekkel) USING fra, til;
END $$"""

LOCAL = "AT TIME ZONE 'Europe/Oslo'"


def _formula(key: str, body: str) -> migrations.RunSQL:
    """One formula: (fra, til) → a row per university and one for all, n behind each."""
    return function(
        f"CREATE FUNCTION samverk.maal_{key}(fra date, til date) RETURNS TABLE (universitet uuid,"
        f" verdi numeric, n bigint, detaljer jsonb) LANGUAGE sql STABLE {SAFE} AS $$ {body} $$",
        execute_for="samverk_owner",
    )


# 100 × repeated fields ÷ finished cases. A finished process instance counts in the month it ended,
# with everything submitted in it; a submission outside any process is its object's own case.
GJENTATTE = f"""
  WITH innsendt AS (
    SELECT i.tenant_id, i.id AS sak, p.n_gjentatt, p.n_tastet, p.n_felt
    FROM workflow_instance i
    LEFT JOIN provenance_innsending p ON p.tenant_id = i.tenant_id AND p.instans_id = i.id
    WHERE i.status = 'fullfoert'
      AND i.ended_at >= fra::timestamp {LOCAL} AND i.ended_at < til::timestamp {LOCAL}
    UNION ALL
    SELECT p.tenant_id, p.objekt_id, p.n_gjentatt, p.n_tastet, p.n_felt
    FROM provenance_innsending p
    WHERE p.instans_id IS NULL AND p.aktoer_art <> 'maskin'
      AND p.innsendt_at >= fra::timestamp {LOCAL} AND p.innsendt_at < til::timestamp {LOCAL})
  SELECT s.tenant_id,
    round(100.0 * coalesce(sum(s.n_gjentatt), 0) / nullif(count(DISTINCT s.sak), 0), 2),
    count(DISTINCT s.sak), jsonb_build_object('gjentatt', coalesce(sum(s.n_gjentatt), 0),
      'tastet', coalesce(sum(s.n_tastet), 0), 'felt', coalesce(sum(s.n_felt), 0))
  FROM innsendt s JOIN tenancy_tenant t ON t.id = s.tenant_id AND t.is_university
  GROUP BY GROUPING SETS ((s.tenant_id), ())
"""

# Days from the later of decision and start to the first payment; counted in the month of that
# payment. A is the share paid in the first ordinary run whose cut-off came after the decision and
# whose month reaches the start; B the share paid in the first ordinary run after the start.
VEDTAK = f"""
  WITH betalt AS (
    SELECT k.tenant_id, k.ansettelse_id, r.id AS kjoering, r.utbetalingsdato
    FROM hr_kontrakt k
    JOIN hr_timeliste l ON l.tenant_id = k.tenant_id AND l.kontrakt_id = k.id
    JOIN payroll_loennskjoering r ON r.tenant_id = l.tenant_id AND r.id = l.kjoering_id
      AND r.betalt_at IS NOT NULL
    UNION
    SELECT k.tenant_id, k.ansettelse_id, r.id, r.utbetalingsdato
    FROM hr_kontrakt k
    JOIN hr_ansettelse a ON a.tenant_id = k.tenant_id AND a.id = k.ansettelse_id
    JOIN payroll_loennslinje l ON l.tenant_id = k.tenant_id
      AND l.arbeidsforhold_id = k.arbeidsforhold_id
    JOIN payroll_loennskjoering r ON r.tenant_id = l.tenant_id AND r.id = l.kjoering_id
      AND r.betalt_at IS NOT NULL AND r.art <> 'forskudd'
    WHERE k.type <> 'T1' AND r.utbetalingsdato >= (a.besluttet_at {LOCAL})::date),
  foerste AS (
    SELECT DISTINCT ON (b.tenant_id, b.ansettelse_id) b.*, a.besluttet_at,
      lower(a.gyldig) AS start,
      greatest(0, b.utbetalingsdato
        - greatest((a.besluttet_at {LOCAL})::date, lower(a.gyldig))) AS dager
    FROM betalt b
    JOIN hr_ansettelse a ON a.tenant_id = b.tenant_id AND a.id = b.ansettelse_id
    WHERE a.besluttet_at IS NOT NULL
    ORDER BY b.tenant_id, b.ansettelse_id, b.utbetalingsdato),
  maalt AS (
    SELECT f.*, coalesce(f.utbetalingsdato <= va.utbetalingsdato, true) AS a,
      coalesce(f.utbetalingsdato <= vb.utbetalingsdato, true) AS b
    FROM foerste f
    LEFT JOIN LATERAL (SELECT o.utbetalingsdato FROM payroll_loennskjoering o
      WHERE o.tenant_id = f.tenant_id AND o.art = 'ordinaer' AND o.frist_at > f.besluttet_at
        AND make_date(o.aar, o.maaned, 1) >= date_trunc('month', f.start)
      ORDER BY o.aar, o.maaned LIMIT 1) va ON true
    LEFT JOIN LATERAL (SELECT o.utbetalingsdato FROM payroll_loennskjoering o
      WHERE o.tenant_id = f.tenant_id AND o.art = 'ordinaer' AND o.utbetalingsdato >= f.start
      ORDER BY o.aar, o.maaned LIMIT 1) vb ON true
    WHERE f.utbetalingsdato >= fra AND f.utbetalingsdato < til)
  SELECT m.tenant_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY m.dager)::numeric, count(*),
    jsonb_build_object(
      'p90', percentile_cont(0.9) WITHIN GROUP (ORDER BY m.dager)::numeric,
      'a', round(100.0 * count(*) FILTER (WHERE m.a) / nullif(count(*), 0), 1),
      'b', round(100.0 * count(*) FILTER (WHERE m.b) / nullif(count(*), 0), 1))
  FROM maalt m JOIN tenancy_tenant t ON t.id = m.tenant_id AND t.is_university
  GROUP BY GROUPING SETS ((m.tenant_id), ())
"""

# Approved sheets whose hours were paid no later than the first ordinary run with cut-off after
# submission ÷ approved sheets submitted before that cut-off; counted in that run's month of pay.
# Beside it: sheets not approved at the cut-off, else the denominator would hide the queue.
TIMELOENN = f"""
  WITH lister AS (
    SELECT l.tenant_id, l.id, l.godkjent_at, r.frist_at,
      l.godkjent_at IS NOT NULL AND b.utbetalingsdato <= r.utbetalingsdato AS i_tide
    FROM hr_timeliste l
    CROSS JOIN LATERAL (SELECT o.* FROM payroll_loennskjoering o
      WHERE o.tenant_id = l.tenant_id AND o.art = 'ordinaer' AND o.frist_at > l.innsendt_at
      ORDER BY o.frist_at LIMIT 1) r
    LEFT JOIN payroll_loennskjoering b ON b.tenant_id = l.tenant_id AND b.id = l.kjoering_id
      AND b.betalt_at IS NOT NULL
    WHERE r.betalt_at IS NOT NULL AND r.utbetalingsdato >= fra AND r.utbetalingsdato < til)
  SELECT l.tenant_id,
    round(100.0 * count(*) FILTER (WHERE l.i_tide)
      / nullif(count(*) FILTER (WHERE l.godkjent_at IS NOT NULL), 0), 2),
    count(*) FILTER (WHERE l.godkjent_at IS NOT NULL),
    jsonb_build_object('i_tide', count(*) FILTER (WHERE l.i_tide), 'ikke_godkjent_ved_fristen',
      count(*) FILTER (WHERE l.godkjent_at IS NULL OR l.godkjent_at > l.frist_at))
  FROM lister l JOIN tenancy_tenant t ON t.id = l.tenant_id AND t.is_university
  GROUP BY GROUPING SETS ((l.tenant_id), ())
"""

AUTOARKIV = f"""
  SELECT r.tenant_id, round(100.0 * count(*) FILTER (WHERE r.is_automatic) / nullif(count(*), 0), 2),
    count(*), jsonb_build_object('automatisk', count(*) FILTER (WHERE r.is_automatic))
  FROM archive_registrering r JOIN tenancy_tenant t ON t.id = r.tenant_id AND t.is_university
  WHERE r.type = 'journalpost' AND r.journalstatus <> 'U'
    AND r.opprettet_at >= fra::timestamp {LOCAL} AND r.opprettet_at < til::timestamp {LOCAL}
  GROUP BY GROUPING SETS ((r.tenant_id), ())
"""

# Hours from a human step was entered until it was left, in the month it was left: in all, and per
# step; how much of it was before anybody opened it. A step with fewer than five is not told.
VENTETID = f"""
  WITH steg AS (
    SELECT s.tenant_id, d.noekkel, s.node,
      extract(epoch FROM s.left_at - s.entered_at) / 3600.0 AS timer,
      extract(epoch FROM coalesce(h.opened_at, s.left_at) - s.entered_at) / 3600.0 AS uaapnet
    FROM workflow_step s
    JOIN workflow_instance i ON i.tenant_id = s.tenant_id AND i.id = s.instance_id
    JOIN workflow_definition d ON d.id = i.definition_id
    JOIN tenancy_tenant t ON t.id = s.tenant_id AND t.is_university
    LEFT JOIN workflow_humantask h ON h.tenant_id = s.tenant_id AND h.step_id = s.id
      AND h.art = 'oppgave'
    WHERE s.kind = 'userTask' AND s.status = 'ferdig'
      AND s.left_at >= fra::timestamp {LOCAL} AND s.left_at < til::timestamp {LOCAL}),
  hele AS (
    SELECT tenant_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY timer)::numeric AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY timer)::numeric AS p90, count(*) AS n
    FROM steg GROUP BY GROUPING SETS ((tenant_id), ())),
  ledd AS (
    SELECT tenant_id, jsonb_agg(jsonb_build_object('prosess', noekkel, 'ledd', node, 'n', n,
      'median', round(median::numeric, 1), 'p90', round(p90::numeric, 1),
      'uaapnet', round(uaapnet::numeric, 1)) ORDER BY median DESC) AS liste
    FROM (SELECT tenant_id, noekkel, node, count(*) AS n,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY timer) AS median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY timer) AS p90,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY uaapnet) AS uaapnet
      FROM steg GROUP BY GROUPING SETS ((tenant_id, noekkel, node), (noekkel, node))
      HAVING count(*) >= 5) x
    GROUP BY tenant_id)
  SELECT h.tenant_id, h.median, h.n, jsonb_build_object('p90', round(h.p90, 1),
    'ledd', coalesce(l.liste, '[]'::jsonb))
  FROM hele h LEFT JOIN ledd l ON l.tenant_id IS NOT DISTINCT FROM h.tenant_id
"""

# Sheets of the reader's own university that missed their first run: ids only, for those who may
# read the sheets themselves. Which run was the first is payroll's to know.
FOR_SENT = f"""CREATE FUNCTION samverk.timelister_for_sent(fra date, til date) RETURNS SETOF uuid
LANGUAGE sql STABLE {SAFE} AS $$
  SELECT l.id FROM hr_timeliste l
  CROSS JOIN LATERAL (SELECT o.* FROM payroll_loennskjoering o
    WHERE o.tenant_id = l.tenant_id AND o.art = 'ordinaer' AND o.frist_at > l.innsendt_at
    ORDER BY o.frist_at LIMIT 1) r
  LEFT JOIN payroll_loennskjoering b ON b.tenant_id = l.tenant_id AND b.id = l.kjoering_id
    AND b.betalt_at IS NOT NULL
  WHERE l.tenant_id = samverk.tenant() AND samverk.kan('samstyring.les')
    AND r.betalt_at IS NOT NULL AND r.utbetalingsdato >= fra AND r.utbetalingsdato < til
    AND coalesce(b.utbetalingsdato > r.utbetalingsdato, true)
$$"""

# Local deviations that expire: what and when, not whose.
AVVIK = f"""CREATE FUNCTION samverk.avvik_som_utloeper(til date) RETURNS TABLE (
  universitet uuid, definisjon text, hva text, utloeper date, status text)
LANGUAGE plpgsql STABLE {SAFE} AS $$
BEGIN
  IF session_user <> 'samverk_report' AND NOT samverk.kan('samstyring.les') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  RETURN QUERY SELECT v.tenant_id, v.definisjon::text,
    coalesce(nullif(v.spor, ''), v.parameter)::text, v.utloeper_on, v.status::text
  FROM workflow_variant v JOIN tenancy_tenant t ON t.id = v.tenant_id AND t.is_university
  WHERE v.status IN ('godkjent', 'utloept') AND v.utloeper_on <= avvik_som_utloeper.til
  ORDER BY v.utloeper_on, t.kortnavn;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0003_seed"),
        ("provenance", "0002_rules"),
        ("workflow", "0002_rules"),
        ("archive", "0002_rules"),
        ("hr", "0002_rules"),
        ("payroll", "0002_rules"),
    ]
    operations = [
        function(INDIKATOR, execute_for="samverk_app, samverk_report"),
        _formula("gjentatte_felt", GJENTATTE),
        _formula("vedtak_til_loenn", VEDTAK),
        _formula("timeloenn_i_tide", TIMELOENN),
        _formula("autoarkiv", AUTOARKIV),
        _formula("ventetid_ledd", VENTETID),
        function(FOR_SENT),
        function(AVVIK, execute_for="samverk_app, samverk_report"),
    ]
