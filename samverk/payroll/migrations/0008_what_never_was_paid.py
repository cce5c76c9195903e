"""What was never paid: a file stopped or rejected undoes its release, and nobody is approved with nothing.

And the whole of «nobody takes a step in their own advance»: findings and members too, not only the run.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

# Asked of finance's own append-only steps: what a run believes of its file can be behind.
STANSET = f"""CREATE FUNCTION samverk.loenn_betaling_stanset(kjoering uuid) RETURNS boolean LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT EXISTS (
    SELECT FROM finance_paymentstep s WHERE s.tenant_id = samverk.tenant()
      AND s.steg IN ('stanset', 'avvist') AND s.batch_id = (
        SELECT a.referanse_id FROM payroll_artefakt a
        WHERE a.tenant_id = samverk.tenant() AND a.kjoering_id = kjoering AND a.type = 'pain001'
        ORDER BY a.laget_at DESC, a.id DESC LIMIT 1))
$$"""

# As before, and: what is paid may be called off when its file was stopped or rejected.
AVLYS = f"""CREATE OR REPLACE FUNCTION samverk.loennskjoering_avlys() RETURNS trigger LANGUAGE plpgsql
{DEFINER} AS $$
BEGIN
  IF OLD.tilstand = 'avlyst' THEN
    RAISE EXCEPTION 'uforanderlig: kjøringen er avlyst' USING ERRCODE = 'SV001';
  END IF;
  IF (to_jsonb(NEW) - ARRAY['tilstand', 'avlyst_at', 'avlyst_av', 'avlyst_grunn'])
     IS DISTINCT FROM
     (to_jsonb(OLD) - ARRAY['tilstand', 'avlyst_at', 'avlyst_av', 'avlyst_grunn']) THEN
    RAISE EXCEPTION 'uforanderlig: bare tilstanden endres når noe avlyses' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.art <> 'forskudd' OR NOT (
       OLD.tilstand IN ('aapen', 'beregnet', 'kontrollert', 'godkjent') AND OLD.betalt_av IS NULL
       OR OLD.tilstand = 'betalt' AND samverk.loenn_betaling_stanset(OLD.id)) THEN
    RAISE EXCEPTION 'tilstand: % kan ikke avlyses', OLD.tilstand
      USING ERRCODE = 'SV301', DETAIL = OLD.tilstand;
  END IF;
  IF NOT samverk.kan('lonn.kjoring.klargjor') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = 'lonn.kjoring.klargjor';
  END IF;
  RETURN NEW;
END $$"""

FRIGITT = f"""CREATE FUNCTION samverk.loenn_frigitt_av() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF NEW.betalt_av IS NOT NULL OR NEW.tilstand <> 'godkjent'
     OR NOT samverk.loenn_betaling_stanset(OLD.id) THEN
    RAISE EXCEPTION 'uforanderlig: den som har frigitt, har frigitt' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

TOM = """CREATE FUNCTION samverk.loenn_ikke_tom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payroll_resultat r
                 WHERE r.tenant_id = NEW.tenant_id AND r.kjoering_id = NEW.id) THEN
    RAISE EXCEPTION 'tom: ingen får penger i kjøringen' USING ERRCODE = 'SV307';
  END IF;
  RETURN NEW;
END $$"""

# The one person of an advance is not set aside: the advance is refused instead.
TATT_UT = f"""CREATE FUNCTION samverk.loenn_forskudd_har_en() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF EXISTS (SELECT FROM payroll_loennskjoering k WHERE k.tenant_id = NEW.tenant_id
             AND k.id = NEW.kjoering_id AND k.forskudd_id IS NOT NULL) THEN
    RAISE EXCEPTION 'ta_ut: et forskudd har bare én person' USING ERRCODE = 'SV308';
  END IF;
  RETURN NEW;
END $$"""

# Once per statement: a main pay has many members, and an advance has few of everything.
EGNE = f"""CREATE FUNCTION samverk.loenn_rader_ikke_eget_forskudd() RETURNS trigger LANGUAGE plpgsql
{DEFINER} AS $$
BEGIN
  IF EXISTS (
    SELECT FROM payroll_loennskjoering k
    WHERE k.art = 'forskudd'
      AND (k.tenant_id, k.id) IN (SELECT r.tenant_id, r.kjoering_id FROM rader r)
      AND EXISTS (
        SELECT FROM (
          SELECT r.kjoering_id, r.party_id FROM rader r  -- who was a member until now
          UNION ALL
          SELECT m.kjoering_id, m.party_id FROM payroll_medlem m WHERE m.tenant_id = k.tenant_id
            AND m.kjoering_id = k.id
        ) p WHERE p.kjoering_id = k.id
          AND p.party_id IN (samverk.party(), samverk.loenn_person(samverk.behalf())))) THEN
    RAISE EXCEPTION 'eget_forskudd' USING ERRCODE = 'SV304';
  END IF;
  RETURN NULL;
END $$"""

KONTROLLERT = f"""CREATE FUNCTION samverk.loenn_ikke_eget_kontrollert() RETURNS trigger LANGUAGE plpgsql
{DEFINER} AS $$
BEGIN
  IF EXISTS (
    SELECT FROM payroll_medlem m WHERE m.tenant_id = NEW.tenant_id AND m.kjoering_id = NEW.id
      AND m.status = 'med' AND m.party_id = samverk.loenn_person(NEW.kontrollert_av)) THEN
    RAISE EXCEPTION 'eget_forskudd' USING ERRCODE = 'SV304';
  END IF;
  RETURN NEW;
END $$"""


def _rows(table: str) -> str:
    return "".join(
        f"""
        CREATE TRIGGER ikke_eget_{event.lower()} AFTER {event} ON {table}
          REFERENCING {"OLD" if event == "DELETE" else "NEW"} TABLE AS rader
          FOR EACH STATEMENT EXECUTE FUNCTION samverk.loenn_rader_ikke_eget_forskudd();"""
        for event in ("INSERT", "UPDATE", "DELETE")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0007_forskudd_of_own_tenant"),
        ("finance", "0004_rules"),
        ("hr", "0015_forskudd_stanset"),
    ]
    operations = [
        function(STANSET),
        function(AVLYS),
        function(FRIGITT),
        function(TOM),
        function(TATT_UT),
        function(EGNE),
        function(KONTROLLERT),
        migrations.RunSQL(
            f"""
            ALTER TABLE payroll_artefakt DROP CONSTRAINT artefakt_status,
              ADD CONSTRAINT artefakt_status CHECK (status IN
                ('laget', 'sendt', 'mottatt', 'avvist', 'stanset'));
            CREATE TRIGGER frigitt_av BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (OLD.betalt_av IS NOT NULL AND NEW.betalt_av IS DISTINCT FROM OLD.betalt_av)
              EXECUTE FUNCTION samverk.loenn_frigitt_av();
            CREATE TRIGGER ikke_tom BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (OLD.tilstand = 'kontrollert' AND NEW.tilstand = 'godkjent')
              EXECUTE FUNCTION samverk.loenn_ikke_tom();
            CREATE TRIGGER eget_kontrollert BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (NEW.art = 'forskudd' AND NEW.kontrollert_av IS NOT NULL)
              EXECUTE FUNCTION samverk.loenn_ikke_eget_kontrollert();
            CREATE TRIGGER forskudd_har_en BEFORE INSERT OR UPDATE ON payroll_medlem FOR EACH ROW
              WHEN (NEW.status = 'tatt_ut')
              EXECUTE FUNCTION samverk.loenn_forskudd_har_en();
            {_rows("payroll_medlem")}
            {_rows("payroll_kontrollfunn")}
            """,
            migrations.RunSQL.noop,
        ),
    ]
