"""One job is ordered once: a person's same post for the same days is asked about, never slipped past.

The answer is kept on the order, as the very orders and contracts the orderer said it is another job
than. Two who order at once wait for each other here, so that the second is asked about the first.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from samverk.core.tenancy.migration import function

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

# The same person is the same row, or one more row with the same address. Those the actor may not know
# of are not told of. A contract is asked about by its order where it has one.
SAMME = f"""CREATE FUNCTION samverk.hr_samme_arbeid(person uuid, adresse text, kode text, navn text, tid daterange)
RETURNS TABLE (id uuid) LANGUAGE sql STABLE {DEFINER} AS $$
  WITH hvem AS (
    SELECT x.id FROM (
      SELECT person AS id WHERE person IS NOT NULL
      UNION
      SELECT p.id FROM parties_party p
      WHERE p.tenant_id = samverk.tenant() AND adresse <> '' AND lower(p.epost) = lower(adresse)
    ) x WHERE x.id NOT IN (SELECT samverk.skjulte_personer())
  )
  SELECT a.id FROM hr_ansettelse a
  WHERE a.tenant_id = samverk.tenant() AND a.party_id IN (SELECT h.id FROM hvem h)
    AND a.status <> 'trukket' AND a.gyldig && tid
    AND (a.stillingskode = kode OR lower(a.tittel) = lower(navn))
  UNION ALL
  SELECT k.id FROM hr_kontrakt k
  WHERE k.tenant_id = samverk.tenant() AND k.party_id IN (SELECT h.id FROM hvem h)
    AND k.ansettelse_id IS NULL AND k.status IN ('til_signering', 'signert') AND k.gyldig && tid
    AND (lower(k.tittel) = lower(navn) OR EXISTS (
      SELECT FROM hr_besettelseversjon b
      JOIN hr_stillingversjon s ON s.tenant_id = b.tenant_id AND s.stilling_id = b.stilling_id
      WHERE b.tenant_id = k.tenant_id AND b.besettelse_id = k.besettelse_id
        AND upper_inf(b.registrert) AND upper_inf(s.registrert) AND s.stillingskode = kode))
$$"""

SPOER = f"""CREATE FUNCTION samverk.hr_ansettelse_en_gang() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE adresse text; alt uuid;
BEGIN
  IF NEW.status <> 'bestilt' OR (TG_OP = 'UPDATE' AND OLD.status = 'bestilt'
      AND (OLD.stillingskode, OLD.tittel, OLD.gyldig) = (NEW.stillingskode, NEW.tittel, NEW.gyldig)) THEN
    RETURN NEW;
  END IF;
  SELECT lower(p.epost) INTO adresse FROM parties_party p WHERE p.id = NEW.party_id;
  PERFORM pg_advisory_xact_lock(hashtextextended('hr.ansettelse ' || NEW.party_id, 0));
  IF adresse <> '' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('hr.ansettelse ' || NEW.tenant_id || adresse, 0));
  END IF;
  SELECT s.id INTO alt
  FROM samverk.hr_samme_arbeid(NEW.party_id, adresse, NEW.stillingskode, NEW.tittel, NEW.gyldig) s
  WHERE s.id <> NEW.id AND s.id <> ALL (NEW.annen_jobb_enn) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ansettelse: personen har alt dette arbeidet' USING ERRCODE = 'SV028', DETAIL = alt;
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0010_forskudd"), ("parties", "0004_find_by_folded_name")]
    operations = [
        migrations.AddField(
            "ansettelse",
            "annen_jobb_enn",
            django.contrib.postgres.fields.ArrayField(models.UUIDField(), default=list, size=None),
        ),
        function(SAMME),
        function(SPOER),
        migrations.RunSQL(
            """
            CREATE TRIGGER en_gang BEFORE INSERT OR UPDATE ON hr_ansettelse
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_ansettelse_en_gang();
            CREATE INDEX party_epost ON parties_party (tenant_id, lower(epost)) WHERE epost <> '';
            CREATE INDEX hr_ansettelse_koststed ON hr_ansettelse (tenant_id, koststed);
            CREATE INDEX hr_ansettelse_delprosjekt ON hr_ansettelse (tenant_id, delprosjekt)
              WHERE delprosjekt <> '';
            """,
            migrations.RunSQL.noop,
        ),
    ]
