"""The tables of the ledger: partitions by fiscal year, coding strings, roll-ups.

Lines have no foreign keys: one row trigger per key and line would cost more than the whole posting.
The statement trigger in 0003_posting checks every reference of a statement at once, and what it
checked can never be deleted.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

DIMSET = """
CREATE TABLE finance_dimset (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenancy_tenant,
  koststed integer NOT NULL DEFAULT 0 CHECK (koststed BETWEEN 0 AND 99999999),
  prosjekt integer NOT NULL DEFAULT 0,
  delprosjekt integer NOT NULL DEFAULT 0 CHECK (delprosjekt BETWEEN 0 AND 999999999),
  anlegg integer NOT NULL DEFAULT 0,
  arbeidspakke integer NOT NULL DEFAULT 0 CHECK (arbeidspakke BETWEEN 0 AND 99),
  x1 integer NOT NULL DEFAULT 0,
  x2 integer NOT NULL DEFAULT 0,
  CHECK (prosjekt = delprosjekt / 1000),
  CONSTRAINT dimset_en UNIQUE (tenant_id, koststed, delprosjekt, anlegg, arbeidspakke, x1, x2)
);
CREATE INDEX dimset_delprosjekt ON finance_dimset (tenant_id, delprosjekt);
"""

LEDGER = """
CREATE TABLE finance_voucher (
  id uuid NOT NULL, tenant_id uuid NOT NULL, fy smallint NOT NULL, periode integer NOT NULL,
  serie varchar(4) NOT NULL, nr bigint NOT NULL CHECK (nr > 0),
  voucher_date date NOT NULL, doc_date date NOT NULL, type varchar(12) NOT NULL,
  source varchar(40) NOT NULL, source_id varchar(80) NOT NULL, tekst varchar(200) NOT NULL,
  line_count integer NOT NULL CHECK (line_count >= 2), reverses uuid, vedlegg_sha256 bytea,
  digest bytea NOT NULL, posted_at timestamptz NOT NULL, posted_by uuid NOT NULL,
  PRIMARY KEY (tenant_id, id, fy),
  CONSTRAINT voucher_nr_en UNIQUE (tenant_id, serie, fy, nr),
  CONSTRAINT voucher_source_en UNIQUE (tenant_id, fy, source, source_id),
  CONSTRAINT voucher_periode CHECK (periode / 100 = fy AND periode % 100 BETWEEN 1 AND 13),
  CONSTRAINT voucher_ikke_seg_selv CHECK (reverses <> id)
) PARTITION BY LIST (fy);
CREATE TABLE finance_voucherline (
  tenant_id uuid NOT NULL, voucher_id uuid NOT NULL, beloep_oere bigint NOT NULL CHECK (beloep_oere <> 0),
  dimset bigint NOT NULL, party_id uuid, ref_id uuid, periode integer NOT NULL, lno integer NOT NULL,
  fy smallint NOT NULL, konto smallint NOT NULL,
  tekst varchar(120) NOT NULL DEFAULT '', ref_type varchar(30) NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, voucher_id, lno, fy),
  CONSTRAINT line_periode CHECK (periode / 100 = fy)
) PARTITION BY LIST (fy);
CREATE INDEX line_konto ON finance_voucherline (tenant_id, konto, periode, voucher_id, lno) INCLUDE (dimset);
CREATE TABLE finance_bal_account (
  tenant_id uuid NOT NULL, periode integer NOT NULL, konto smallint NOT NULL,
  debet_oere bigint NOT NULL, kredit_oere bigint NOT NULL, antall bigint NOT NULL,
  PRIMARY KEY (tenant_id, periode, konto)) WITH (fillfactor = 50);
CREATE TABLE finance_bal_koststed (
  tenant_id uuid NOT NULL, koststed integer NOT NULL, periode integer NOT NULL, konto smallint NOT NULL,
  debet_oere bigint NOT NULL, kredit_oere bigint NOT NULL, antall bigint NOT NULL,
  PRIMARY KEY (tenant_id, koststed, periode, konto)) WITH (fillfactor = 80);
CREATE TABLE finance_bal_dimset (
  tenant_id uuid NOT NULL, dimset bigint NOT NULL, konto smallint NOT NULL, periode integer NOT NULL,
  debet_oere bigint NOT NULL, kredit_oere bigint NOT NULL, antall bigint NOT NULL,
  PRIMARY KEY (tenant_id, dimset, konto, periode)) WITH (fillfactor = 80);
"""

# A trigger on a partition fires only when the partition itself is the target, so this closes the
# way around the parent's checks for everyone, the owner included.
REFUSE_PARTITION = """CREATE FUNCTION samverk.refuse_partition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'uforanderlig: % skrives bare gjennom hovedtabellen', TG_TABLE_NAME USING ERRCODE = 'SV001';
END $$"""

PARTITIONS = """CREATE FUNCTION samverk.ensure_ledger_partitions(aar integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE tabell text; navn text; laget integer := 0;
BEGIN
  IF aar NOT BETWEEN 2000 AND 2100 THEN RAISE EXCEPTION 'ugyldig_aar' USING ERRCODE = 'SV203'; END IF;
  FOREACH tabell IN ARRAY ARRAY['finance_voucher', 'finance_voucherline'] LOOP
    navn := tabell || '_' || aar;
    IF to_regclass('public.' || navn) IS NULL THEN
      EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES IN (%s)', navn, tabell, aar);
      EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', navn);
      EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', navn);
      EXECUTE format('CREATE POLICY eier ON public.%I TO samverk_owner USING (true) WITH CHECK (true)', navn);
      EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, samverk_app', navn);
      EXECUTE format('CREATE TRIGGER ikke_direkte BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.%I'
                     ' FOR EACH STATEMENT EXECUTE FUNCTION samverk.refuse_partition()', navn);
      laget := laget + 1;
    END IF;
  END LOOP;
  RETURN laget;
END $$"""

# Cost centres of the units in which the acting account has a capability (own ones, not inherited:
# an institute that borrows its faculty's cost centre does not see the faculty's ledger).
KOSTSTEDER = """CREATE FUNCTION samverk.koststeder(kap text) RETURNS SETOF integer LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT DISTINCT v.koststed::integer FROM organisation_orgenhetversjon v
  WHERE v.tenant_id = samverk.tenant() AND v.koststed ~ '^[0-9]{8}$'
    AND v.enhet_id IN (SELECT samverk.enheter(kap))
$$"""

HELE = """CREATE FUNCTION samverk.hele_regnskapet() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT samverk.kind() = 'maskin' OR EXISTS (
    SELECT FROM organisation_orgenhetversjon v
    WHERE v.tenant_id = samverk.tenant() AND v.overordnet_id IS NULL AND v.gyldig @> samverk.today()
      AND v.enhet_id IN (SELECT samverk.enheter('okonomi.regnskap.les')))
$$"""

WHOLE = "(SELECT samverk.hele_regnskapet())"
MINE = "(SELECT samverk.koststeder('okonomi.regnskap.les'))"
MY_DIMSETS = f"(SELECT d.id FROM finance_dimset d WHERE d.koststed IN {MINE})"


def closed(table: str, read: str = "true") -> migrations.RunSQL:
    """Close a table that only the posting function writes: the runtime may read its own tenant."""
    own = "tenant_id = (SELECT samverk.tenant())"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY eier ON {table} TO samverk_owner USING (true) WITH CHECK (true);
        CREATE POLICY tenant ON {table} AS RESTRICTIVE TO samverk_app USING ({own});
        CREATE POLICY les ON {table} FOR SELECT TO samverk_app USING ({read});
        REVOKE ALL ON {table} FROM PUBLIC, samverk_app;
        GRANT SELECT ON {table} TO samverk_app
        """,
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0001_initial"),
        ("access", "0003_rules"),
        ("audit", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(DIMSET, migrations.RunSQL.noop),
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        function(REFUSE_PARTITION),
        function(PARTITIONS),
        function(KOSTSTEDER),
        function(HELE),
        migrations.RunSQL(
            "SELECT samverk.ensure_ledger_partitions(a) FROM generate_series(2025, 2027) a",
            migrations.RunSQL.noop,
        ),
        closed("finance_dimset"),
        closed("finance_series"),
        closed("finance_reversal"),
        closed("finance_bal_account", WHOLE),
        closed("finance_bal_koststed", f"{WHOLE} OR koststed IN {MINE}"),
        closed("finance_bal_dimset", f"{WHOLE} OR dimset IN {MY_DIMSETS}"),
        closed("finance_voucherline", f"{WHOLE} OR dimset IN {MY_DIMSETS}"),
        # A leader sees the voucher when a line of it is hers, and then only her own lines.
        closed(
            "finance_voucher",
            f"{WHOLE} OR EXISTS (SELECT FROM finance_voucherline l WHERE l.tenant_id = finance_voucher.tenant_id"
            " AND l.voucher_id = finance_voucher.id AND l.fy = finance_voucher.fy)",
        ),
    ]
