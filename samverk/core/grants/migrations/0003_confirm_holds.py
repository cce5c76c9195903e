"""A confirmation holds its role to its own end: it is not ended meanwhile, nor confirmed when over."""

from django.db import migrations

RESERTIFISERING = """CREATE OR REPLACE FUNCTION samverk.resertifisering_holder() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE g access_grant%ROWTYPE;
BEGIN
  NEW.skjedde_at := samverk.now();
  IF NEW.art = 'varslet' THEN RETURN NEW; END IF;
  SELECT * INTO g FROM access_grant WHERE tenant_id = NEW.tenant_id AND id = NEW.grant_id FOR SHARE;
  NEW.bruker_id := samverk.subject();
  IF samverk.person_av(g.bruker_id) = samverk.person_av(NEW.bruker_id) THEN
    RAISE EXCEPTION 'to_personer: ingen bekrefter sin egen rolle' USING ERRCODE = 'SV003', DETAIL = 'egen';
  END IF;
  IF NOT samverk.kan_for('tilgang.resertifiser', g.enhet_id) THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = 'resertifiser';
  END IF;
  IF g.kilde <> 'manuell' OR NOT (g.gyldig @> samverk.today()) THEN
    RAISE EXCEPTION 'uforanderlig: rollen gjelder ikke' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_rules")]
    operations = [migrations.RunSQL(RESERTIFISERING, migrations.RunSQL.noop)]
