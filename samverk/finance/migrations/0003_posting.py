"""The posting engine: one statement in, every rule checked, roll-ups moved, nothing changed later.

Named errors (SQLSTATE) that the services translate: SV201 unbalanced, SV202 not whole, SV203 period,
SV204 account, SV205 coding, SV206 a mandatory dimension, SV207 reversal, SV208 not the posting table.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$"

# Days of a period; 13 is the year-end period and has the last day of the year.
PERIOD_DAYS = """CREATE FUNCTION samverk.period_days(p integer) RETURNS daterange LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN p % 100 = 13 THEN daterange(make_date(p / 100, 12, 31), make_date(p / 100 + 1, 1, 1))
    ELSE daterange(make_date(p / 100, p % 100, 1), (make_date(p / 100, p % 100, 1) + interval '1 month')::date) END
$$"""

DIGEST = """CREATE FUNCTION samverk.voucher_digest(hode text[], linjer bytea, vedlegg bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(array_to_string(hode, E'\\x1f', ''), 'UTF8') || linjer || coalesce(vedlegg, ''::bytea))
$$"""

# Check 1: the whole voucher and nothing but the voucher.
WHOLE = """
  SELECT q.voucher_id, q.s, v.id AS hode, v.nr INTO feil
  FROM (SELECT n.tenant_id, n.fy, n.periode, n.voucher_id, count(*) c, min(lno) l1, max(lno) l2, sum(beloep_oere) s
        FROM nye n GROUP BY 1, 2, 3, 4) q
  LEFT JOIN finance_voucher v ON v.tenant_id = q.tenant_id AND v.id = q.voucher_id AND v.fy = q.fy AND v.periode = q.periode
  WHERE v.id IS NULL OR q.s <> 0 OR q.c <> v.line_count OR q.l1 <> 1 OR q.l2 <> q.c LIMIT 1;
  IF FOUND THEN
    IF feil.hode IS NOT NULL AND feil.s <> 0 THEN
      RAISE EXCEPTION 'ubalansert bilag %', feil.voucher_id USING ERRCODE = 'SV201', DETAIL = feil.s::text;
    END IF;
    RAISE EXCEPTION 'bilaget er ikke helt: %', feil.voucher_id USING ERRCODE = 'SV202';
  END IF;
"""

# Check 2. The share lock makes closing wait for postings that run, and postings see a closing that won.
OPEN = """
  PERFORM 1 FROM finance_period p
  WHERE (p.tenant_id, p.periode) IN (SELECT n.tenant_id, n.periode FROM nye n GROUP BY 1, 2)
  ORDER BY p.tenant_id, p.periode FOR SHARE;
  SELECT q.periode INTO feil FROM (SELECT n.tenant_id, n.periode FROM nye n GROUP BY 1, 2) q
  WHERE NOT EXISTS (SELECT FROM finance_period p
    WHERE p.tenant_id = q.tenant_id AND p.periode = q.periode AND p.status = 'O') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'perioden er ikke åpen: %', feil.periode USING ERRCODE = 'SV203', DETAIL = feil.periode::text;
  END IF;
"""

# Check 3, planned anew each time: a plan made for two lines is wrong for 600 000. Every rule is asked
# once per distinct thing it is about, not once per line.
REFERENCES = """
  EXECUTE $sql$
    WITH k AS MATERIALIZED (SELECT tenant_id, periode, konto, dimset FROM nye GROUP BY 1, 2, 3, 4),
    p AS MATERIALIZED (SELECT DISTINCT periode, samverk.period_days(periode) dager FROM (SELECT DISTINCT periode FROM k) x),
    d AS MATERIALIZED (SELECT q.tenant_id, q.periode, q.dimset, d.id, d.koststed, d.delprosjekt
      FROM (SELECT DISTINCT tenant_id, periode, dimset FROM k) q
      LEFT JOIN finance_dimset d ON d.id = q.dimset AND d.tenant_id = q.tenant_id)
    SELECT 'SV204' AS kode, q.konto, NULL::integer AS koststed, NULL::integer AS delprosjekt, q.periode
    FROM (SELECT DISTINCT tenant_id, periode, konto FROM k) q JOIN p ON p.periode = q.periode
    WHERE NOT EXISTS (SELECT FROM finance_account a WHERE a.tenant_id = q.tenant_id AND a.kode = q.konto
      AND NOT a.sperret AND a.gyldig && p.dager)
    UNION ALL
    SELECT 'SV205:dimset', NULL, NULL, NULL, d.periode FROM d WHERE d.id IS NULL
    UNION ALL
    SELECT CASE WHEN 'koststed' = ANY (a.krav) AND d.koststed = 0 THEN 'SV206:koststed' ELSE 'SV206:delprosjekt' END,
      q.konto, d.koststed, d.delprosjekt, NULL
    FROM (SELECT DISTINCT tenant_id, dimset, koststed, delprosjekt FROM d WHERE koststed = 0 OR delprosjekt = 0) d
    JOIN (SELECT DISTINCT tenant_id, konto, dimset FROM k) q ON q.tenant_id = d.tenant_id AND q.dimset = d.dimset
    JOIN finance_account a ON a.tenant_id = q.tenant_id AND a.kode = q.konto AND a.krav <> '{}'
    WHERE 'koststed' = ANY (a.krav) AND d.koststed = 0 OR 'delprosjekt' = ANY (a.krav) AND d.delprosjekt = 0
    UNION ALL
    SELECT 'SV205:koststed', NULL, q.koststed, NULL, q.periode
    FROM (SELECT DISTINCT tenant_id, periode, koststed FROM d WHERE koststed <> 0) q JOIN p ON p.periode = q.periode
    WHERE NOT EXISTS (SELECT FROM organisation_orgenhetversjon o WHERE o.tenant_id = q.tenant_id
      AND o.koststed = lpad(q.koststed::text, 8, '0') AND o.gyldig && p.dager)
    UNION ALL
    SELECT CASE WHEN x.id IS NULL THEN 'SV205:delprosjekt' WHEN x.is_lukket THEN 'SV205:lukket' ELSE 'SV205:utenfor' END,
      NULL, NULL, q.delprosjekt, q.periode
    FROM (SELECT DISTINCT tenant_id, periode, delprosjekt FROM d WHERE delprosjekt <> 0) q JOIN p ON p.periode = q.periode
    LEFT JOIN finance_delprosjekt x ON x.tenant_id = q.tenant_id AND x.kode = q.delprosjekt
    WHERE x.id IS NULL OR x.is_lukket OR NOT x.gyldig && p.dager
    LIMIT 1 $sql$ INTO feil;
  IF feil.kode IS NOT NULL THEN
    RAISE EXCEPTION 'ugyldig kontering: konto %, koststed %, delprosjekt %', feil.konto, feil.koststed, feil.delprosjekt
      USING ERRCODE = left(feil.kode, 5), DETAIL = concat_ws(';', substr(feil.kode, 7), coalesce(feil.konto, 0),
        coalesce(feil.koststed, 0), coalesce(feil.delprosjekt, 0), coalesce(feil.periode, 0));
  END IF;
"""

# A voucher that says it takes another back must be its exact mirror.
MIRROR = """
  PERFORM 1 FROM finance_voucher v JOIN (SELECT DISTINCT tenant_id, fy, voucher_id FROM nye) q
    ON q.tenant_id = v.tenant_id AND q.fy = v.fy AND q.voucher_id = v.id WHERE v.reverses IS NOT NULL LIMIT 1;
  IF FOUND THEN
    SELECT x.id INTO feil FROM (
      SELECT v.id, l.konto, l.dimset, l.party_id, sum(l.beloep_oere) s FROM nye l
      JOIN finance_voucher v ON v.tenant_id = l.tenant_id AND v.id = l.voucher_id AND v.fy = l.fy
      WHERE v.reverses IS NOT NULL GROUP BY 1, 2, 3, 4
      UNION ALL
      SELECT v.id, o.konto, o.dimset, o.party_id, sum(o.beloep_oere)
      FROM (SELECT DISTINCT tenant_id, fy, voucher_id FROM nye) q
      JOIN finance_voucher v ON v.tenant_id = q.tenant_id AND v.id = q.voucher_id AND v.fy = q.fy
      JOIN finance_voucherline o ON o.tenant_id = v.tenant_id AND o.voucher_id = v.reverses
      WHERE v.reverses IS NOT NULL GROUP BY 1, 2, 3, 4
    ) x GROUP BY x.id, x.konto, x.dimset, x.party_id HAVING sum(x.s) <> 0 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'tilbakeføringen er ikke motsatt av bilaget' USING ERRCODE = 'SV207';
    END IF;
  END IF;
"""

SUMS = "sum(greatest(beloep_oere, 0)) debet, -sum(least(beloep_oere, 0)) kredit, count(*) antall"
ADD = (
    "DO UPDATE SET debet_oere = b.debet_oere + excluded.debet_oere,"
    " kredit_oere = b.kredit_oere + excluded.kredit_oere, antall = b.antall + excluded.antall"
)
# Check 4 keeps the roll-ups; the order of the rows is what prevents deadlock between writers.
ROLLUPS = f"""
  INSERT INTO finance_bal_account AS b
  SELECT tenant_id, periode, konto, {SUMS} FROM nye GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (tenant_id, periode, konto) {ADD};
  INSERT INTO finance_bal_koststed AS b
  SELECT q.tenant_id, d.koststed, q.periode, q.konto, sum(q.debet), sum(q.kredit), sum(q.antall)
  FROM (SELECT tenant_id, dimset, periode, konto, {SUMS} FROM nye GROUP BY 1, 2, 3, 4) q
  JOIN finance_dimset d ON d.id = q.dimset GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, koststed, periode, konto) {ADD};
  INSERT INTO finance_bal_dimset AS b
  SELECT tenant_id, dimset, konto, periode, {SUMS} FROM nye GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, dimset, konto, periode) {ADD};
"""

LINES_POSTED = f"""CREATE FUNCTION samverk.lines_posted() RETURNS trigger {HEAD}
DECLARE feil record;
BEGIN
{WHOLE}{OPEN}{REFERENCES}{MIRROR}{ROLLUPS}
  RETURN NULL;
END $$"""

# A header alone would burn a number and say nothing.
VOUCHER_HAS_LINES = f"""CREATE FUNCTION samverk.voucher_has_lines() RETURNS trigger {HEAD}
BEGIN
  IF NOT EXISTS (SELECT FROM finance_voucherline l WHERE l.tenant_id = NEW.tenant_id AND l.voucher_id = NEW.id
      AND l.fy = NEW.fy AND l.lno = NEW.line_count) THEN
    RAISE EXCEPTION 'bilaget har ingen linjer: %', NEW.id USING ERRCODE = 'SV202';
  END IF;
  RETURN NULL;
END $$"""

# The owner makes the tables that the caller fills, so that nothing the caller made (a view, a
# trigger, a default) is ever run with the owner's rights.
BEGIN_POSTING = f"""CREATE FUNCTION samverk.begin_posting() RETURNS void {HEAD}
DECLARE eier text;
BEGIN
  SELECT pg_get_userbyid(c.relowner) INTO eier FROM pg_class c WHERE c.oid = to_regclass('pg_temp.ny_voucher');
  IF eier IS NULL THEN
    CREATE TEMPORARY TABLE ny_voucher (
      ref integer PRIMARY KEY, periode integer NOT NULL, voucher_date date NOT NULL, doc_date date NOT NULL,
      type text NOT NULL, source text NOT NULL, source_id text NOT NULL, tekst text NOT NULL,
      reverses uuid, vedlegg_sha256 bytea) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE ny_line (
      ref integer NOT NULL, lno integer NOT NULL, konto smallint NOT NULL, koststed integer NOT NULL DEFAULT 0,
      delprosjekt integer NOT NULL DEFAULT 0, anlegg integer NOT NULL DEFAULT 0, arbeidspakke integer NOT NULL DEFAULT 0,
      x1 integer NOT NULL DEFAULT 0, x2 integer NOT NULL DEFAULT 0, beloep_oere bigint NOT NULL,
      party_id uuid, tekst text NOT NULL DEFAULT '', ref_type text NOT NULL DEFAULT '', ref_id uuid) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE ny_hode (ref integer PRIMARY KEY, id uuid NOT NULL, n bigint NOT NULL,
      line_count integer NOT NULL, linjer bytea NOT NULL) ON COMMIT DELETE ROWS;
    GRANT SELECT, INSERT ON ny_voucher, ny_line TO samverk_app;
  ELSIF eier <> 'samverk_owner' THEN
    RAISE EXCEPTION 'fremmed posteringstabell' USING ERRCODE = 'SV208';
  ELSE
    TRUNCATE pg_temp.ny_voucher, pg_temp.ny_line, pg_temp.ny_hode;
  END IF;
END $$"""

LINE_TEXT = (
    "concat_ws(E'\\x1f', l.lno, l.konto, l.koststed, l.delprosjekt, l.anlegg, l.arbeidspakke, l.x1, l.x2,"
    " l.beloep_oere, coalesce(l.party_id::text, ''), l.tekst, l.ref_type, coalesce(l.ref_id::text, ''))"
)
HEAD_TEXT = (
    "ARRAY[{t}.tenant_id::text, {t}.serie, {t}.fy::text, {t}.nr::text, {t}.periode::text,"
    " {t}.voucher_date::text, {t}.doc_date::text, {t}.type, {t}.source, {t}.source_id, {t}.tekst,"
    " {t}.line_count::text, {t}.reverses::text]"
)

POST = f"""CREATE FUNCTION samverk.post_vouchers(p_serie text) RETURNS TABLE (ref integer, voucher_id uuid, nr bigint) {HEAD}
#variable_conflict use_column
DECLARE meg uuid := samverk.tenant(); aar smallint; antall bigint; foerste bigint; feil record; eiere text[];
BEGIN
  IF meg IS NULL OR samverk.subject() IS NULL OR NOT samverk.kan('okonomi.bilag.foer') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  SELECT array_agg(pg_get_userbyid(c.relowner)::text) INTO eiere FROM pg_class c
  WHERE c.oid IN (to_regclass('pg_temp.ny_voucher'), to_regclass('pg_temp.ny_line'), to_regclass('pg_temp.ny_hode')) AND c.relkind = 'r';
  IF eiere IS DISTINCT FROM ARRAY['samverk_owner', 'samverk_owner', 'samverk_owner'] THEN
    RAISE EXCEPTION 'fremmed posteringstabell' USING ERRCODE = 'SV208';
  END IF;
  SELECT count(*), min(v.periode / 100) INTO antall, aar FROM pg_temp.ny_voucher v;
  IF antall = 0 OR EXISTS (SELECT FROM pg_temp.ny_voucher v WHERE v.periode / 100 <> aar) THEN
    RAISE EXCEPTION 'postering uten bilag, eller i to år' USING ERRCODE = 'SV202';
  END IF;
  -- The line trigger asks again under lock; a year that was never opened has no partition to ask in.
  SELECT v.periode INTO feil FROM pg_temp.ny_voucher v WHERE NOT EXISTS (SELECT FROM finance_period p
    WHERE p.tenant_id = meg AND p.periode = v.periode AND p.status = 'O') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'perioden er ikke åpen: %', feil.periode USING ERRCODE = 'SV203', DETAIL = feil.periode::text;
  END IF;
  IF antall > 200 THEN ANALYZE pg_temp.ny_voucher; ANALYZE pg_temp.ny_line; END IF;

  INSERT INTO pg_temp.ny_hode (ref, id, n, line_count, linjer)
  SELECT q.ref, uuidv7(), row_number() OVER (ORDER BY q.ref), q.c, q.linjer FROM (
    SELECT l.ref, count(*) c, sha256(convert_to(string_agg({LINE_TEXT}, E'\\x1e' ORDER BY l.lno), 'UTF8')) linjer
    FROM pg_temp.ny_line l GROUP BY l.ref) q ORDER BY q.ref;
  SELECT coalesce(v.ref, h.ref) INTO feil FROM pg_temp.ny_voucher v FULL JOIN pg_temp.ny_hode h ON h.ref = v.ref
  WHERE v.ref IS NULL OR h.ref IS NULL OR h.line_count < 2 LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'bilag uten linjer, eller linjer uten bilag' USING ERRCODE = 'SV202'; END IF;
  IF antall > 200 THEN ANALYZE pg_temp.ny_hode; END IF;

  INSERT INTO finance_dimset (tenant_id, koststed, prosjekt, delprosjekt, anlegg, arbeidspakke, x1, x2)
  SELECT meg, q.* FROM (SELECT l.koststed, l.delprosjekt / 1000, l.delprosjekt, l.anlegg, l.arbeidspakke, l.x1, l.x2
    FROM pg_temp.ny_line l GROUP BY 1, 2, 3, 4, 5, 6, 7) q(k, p, d, a, w, x, y)
  WHERE NOT EXISTS (SELECT FROM finance_dimset o WHERE o.tenant_id = meg AND o.koststed = q.k AND o.delprosjekt = q.d
    AND o.anlegg = q.a AND o.arbeidspakke = q.w AND o.x1 = q.x AND o.x2 = q.y)
  ORDER BY 2, 4, 5, 6, 7, 8 ON CONFLICT DO NOTHING;

  INSERT INTO finance_series (id, tenant_id, serie, fy, neste_nr) VALUES (uuidv7(), meg, p_serie, aar, 1)
  ON CONFLICT DO NOTHING;
  UPDATE finance_series s SET neste_nr = s.neste_nr + antall
  WHERE s.tenant_id = meg AND s.serie = p_serie AND s.fy = aar RETURNING s.neste_nr - antall INTO foerste;

  INSERT INTO finance_voucher (id, tenant_id, fy, periode, serie, nr, voucher_date, doc_date, type, source, source_id,
    tekst, line_count, reverses, vedlegg_sha256, digest, posted_at, posted_by)
  SELECT k.id, k.tenant_id, k.fy, k.periode, k.serie, k.nr, k.voucher_date, k.doc_date, k.type, k.source, k.source_id,
    k.tekst, k.line_count, k.reverses, k.vedlegg_sha256,
    samverk.voucher_digest({HEAD_TEXT.format(t="k")}, k.linjer, k.vedlegg_sha256), samverk.now(), samverk.subject()
  FROM (SELECT h.id, meg AS tenant_id, aar AS fy, p_serie AS serie, foerste + h.n - 1 AS nr, h.line_count, h.linjer, v.*
    FROM pg_temp.ny_voucher v JOIN pg_temp.ny_hode h ON h.ref = v.ref) k ORDER BY k.ref;

  INSERT INTO finance_reversal (id, tenant_id, voucher_id, reversed_by, begrunnelse, skjedde_at)
  SELECT uuidv7(), meg, v.reverses, h.id, v.tekst, samverk.now()
  FROM pg_temp.ny_voucher v JOIN pg_temp.ny_hode h ON h.ref = v.ref WHERE v.reverses IS NOT NULL;

  EXECUTE 'INSERT INTO finance_voucherline (tenant_id, voucher_id, beloep_oere, dimset, party_id, ref_id, periode, lno, fy, konto, tekst, ref_type)
  SELECT $1, h.id, l.beloep_oere, d.id, l.party_id, l.ref_id, v.periode, l.lno, $2, l.konto, l.tekst, l.ref_type
  FROM pg_temp.ny_line l JOIN pg_temp.ny_hode h ON h.ref = l.ref JOIN pg_temp.ny_voucher v ON v.ref = l.ref
  JOIN finance_dimset d ON d.tenant_id = $1 AND d.koststed = l.koststed AND d.delprosjekt = l.delprosjekt
    AND d.anlegg = l.anlegg AND d.arbeidspakke = l.arbeidspakke AND d.x1 = l.x1 AND d.x2 = l.x2
  ORDER BY l.ref, l.lno' USING meg, aar;

  RETURN QUERY SELECT h.ref, h.id, foerste + h.n - 1 FROM pg_temp.ny_hode h ORDER BY h.ref;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_ledger")]
    operations = [
        function(PERIOD_DAYS, execute_for="samverk_app, samverk_report"),
        function(DIGEST),
        function(LINES_POSTED),
        function(VOUCHER_HAS_LINES),
        function(BEGIN_POSTING),
        function(POST),
        migrations.RunSQL(
            """
            CREATE TRIGGER bokfoert AFTER INSERT ON finance_voucherline REFERENCING NEW TABLE AS nye
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.lines_posted();
            CREATE CONSTRAINT TRIGGER har_linjer AFTER INSERT ON finance_voucher DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION samverk.voucher_has_lines();
            """,
            migrations.RunSQL.noop,
        ),
    ]
