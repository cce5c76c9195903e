"""A proposal is answered once, by another person; the universities' deviations stand side by side."""

from django.db import migrations

from samverk.core.tenancy.migration import function, tenant_fk

# People are compared, not accounts. The trigger names the author's column and those who decide.
ANOTHER = """CREATE FUNCTION samverk.another_person_decides() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE rad jsonb := to_jsonb(NEW); kolonne text;
BEGIN
  FOREACH kolonne IN ARRAY TG_ARGV[1:] LOOP
    IF samverk.personer((rad ->> TG_ARGV[0])::uuid, NULL) && samverk.personer((rad ->> kolonne)::uuid, NULL) THEN
      RAISE EXCEPTION 'to_personer: en annen må avgjøre' USING ERRCODE = 'SV003';
    END IF;
  END LOOP;
  RETURN NEW;
END $$"""

ANSWERED = """CREATE FUNCTION samverk.variant_is_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fritt text[] := ARRAY['status','godkjent_av_id','godkjent_at','vedtaksref','avslaatt_av_id',
  'avslaatt_at','avslaatt_grunn'];
BEGIN
  IF OLD.status IN ('avslaatt', 'avsluttet') OR (to_jsonb(NEW) - fritt) IS DISTINCT FROM (to_jsonb(OLD) - fritt)
     OR (OLD.status <> 'foreslaatt' AND NEW.status NOT IN ('utloept', 'avsluttet')) THEN
    RAISE EXCEPTION 'uforanderlig: et avvik endres med et nytt forslag' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

# What is in force at each university, with the one who answers for it; no proposals of others.
SIDE_BY_SIDE = """CREATE FUNCTION samverk.avvik_ved_universitetene(noekkel text) RETURNS TABLE (
  universitet text, kortnavn text, avvik uuid, spor text, parameter text, fragment uuid, verdi text,
  eier text, eierrolle text, begrunnelse text, gyldig_fra date, utloeper date, status text, vedtak text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF NOT samverk.kan('samstyring.les') THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  RETURN QUERY SELECT t.slug::text, t.kortnavn::text, v.id, v.spor::text, v.parameter::text, v.fragment_id,
    v.verdi::text, b.visningsnavn::text, b.rolletekst::text, v.begrunnelse::text, v.gyldig_fra, v.utloeper_on,
    v.status::text, v.vedtaksref::text
  FROM workflow_variant v JOIN tenancy_tenant t ON t.id = v.tenant_id AND t.is_university
  JOIN access_bruker b ON b.tenant_id = v.tenant_id AND b.id = v.eier_id
  WHERE v.definisjon = avvik_ved_universitetene.noekkel AND v.status IN ('godkjent', 'utloept')
  ORDER BY t.kortnavn, v.spor, v.parameter;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_variant_refused"), ("access", "0003_rules")]
    operations = [
        function(ANOTHER),
        function(ANSWERED),
        function(SIDE_BY_SIDE),
        tenant_fk("workflow_variant", "avslaatt_av_id", "access_bruker"),
        migrations.RunSQL(
            """
            ALTER TABLE workflow_variant DROP CONSTRAINT variant_status, DROP CONSTRAINT variant_godkjent;
            ALTER TABLE workflow_variant
              ADD CONSTRAINT variant_status CHECK (status IN ('foreslaatt','godkjent','utloept','avsluttet','avslaatt')),
              ADD CONSTRAINT variant_godkjent CHECK (status IN ('foreslaatt','avslaatt') OR (godkjent_av_id IS NOT NULL
                AND godkjent_av_id <> foreslaatt_av_id AND vedtaksref <> '')),
              ADD CONSTRAINT variant_avslaatt CHECK ((status = 'avslaatt') = (avslaatt_av_id IS NOT NULL)
                AND (status = 'avslaatt') = (avslaatt_at IS NOT NULL)
                AND (status = 'avslaatt') = (length(avslaatt_grunn) >= 10)
                AND avslaatt_av_id IS DISTINCT FROM foreslaatt_av_id);
            CREATE TRIGGER en_annen BEFORE UPDATE ON workflow_variant FOR EACH ROW
              EXECUTE FUNCTION samverk.another_person_decides('foreslaatt_av_id', 'godkjent_av_id', 'avslaatt_av_id');
            CREATE TRIGGER besvart BEFORE UPDATE ON workflow_variant
              FOR EACH ROW EXECUTE FUNCTION samverk.variant_is_answered_once();
            CREATE TRIGGER en_annen BEFORE UPDATE ON workflow_migrationplan FOR EACH ROW
              EXECUTE FUNCTION samverk.another_person_decides('laget_av_id', 'godkjent_av_id');
            """,
            migrations.RunSQL.noop,
        ),
    ]
