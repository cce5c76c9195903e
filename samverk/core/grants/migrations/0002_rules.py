"""Two persons give a role: one proposes, another confirms, and only then is there a grant."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

SER_GRANT = """CREATE FUNCTION samverk.styrer_tilgang(enhet uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT samverk.kan_for('tilgang.tildel', enhet) OR samverk.kan_for('tilgang.resertifiser', enhet)
$$"""

# Persons are compared, not accounts: one person may have several.
FORSLAG = """CREATE FUNCTION samverk.forslag_holder() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE r access_rolle%ROWTYPE; meg uuid := samverk.person_av(samverk.subject());
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT * INTO r FROM access_rolle WHERE kode = NEW.rolle_id;
    IF NEW.status <> 'venter' OR NEW.grant_id IS NOT NULL OR NEW.avgjort_av_id IS NOT NULL
       OR isempty(NEW.gyldig) OR lower_inf(NEW.gyldig) OR lower(NEW.gyldig) < samverk.today() THEN
      RAISE EXCEPTION 'uforanderlig: et forslag begynner som forslag, fra i dag' USING ERRCODE = 'SV001';
    END IF;
    IF samverk.person_av(NEW.bruker_id) = meg THEN
      RAISE EXCEPTION 'to_personer: ingen gir seg selv en rolle' USING ERRCODE = 'SV003', DETAIL = 'mottaker';
    END IF;
    IF r.gis <> 'haand' OR NOT EXISTS (SELECT FROM access_bruker b WHERE b.tenant_id = NEW.tenant_id
         AND b.id = NEW.bruker_id AND b.aktiv AND NOT b.is_maskin)
       OR (r.sted = 'institusjonen' AND (NEW.omfang <> 'subtre' OR EXISTS (
         SELECT FROM organisation_orgenhetversjon v WHERE v.tenant_id = NEW.tenant_id
           AND v.enhet_id = NEW.enhet_id AND v.overordnet_id IS NOT NULL AND v.gyldig @> samverk.today()))) THEN
      RAISE EXCEPTION 'ingen_tilgang: rollen gis ikke slik' USING ERRCODE = 'SV403', DETAIL = 'rolle';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.status <> 'venter' OR NEW.status NOT IN ('bekreftet', 'avslaatt', 'trukket')
     OR (NEW.id, NEW.tenant_id, NEW.bruker_id, NEW.rolle_id, NEW.omfang, NEW.enhet_id, NEW.gyldig,
         NEW.begrunnelse, NEW.foreslaatt_av_id, NEW.foreslaatt_at)
     IS DISTINCT FROM
        (OLD.id, OLD.tenant_id, OLD.bruker_id, OLD.rolle_id, OLD.omfang, OLD.enhet_id, OLD.gyldig,
         OLD.begrunnelse, OLD.foreslaatt_av_id, OLD.foreslaatt_at) THEN
    RAISE EXCEPTION 'uforanderlig: et forslag besvares én gang' USING ERRCODE = 'SV001';
  END IF;
  NEW.avgjort_av_id := samverk.subject();
  NEW.avgjort_at := samverk.now();
  NEW.grant_id := NULL;
  IF NEW.status = 'trukket' THEN
    IF samverk.person_av(OLD.foreslaatt_av_id) <> meg THEN
      RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = 'trekk';
    END IF;
    RETURN NEW;
  END IF;
  IF meg IN (samverk.person_av(OLD.foreslaatt_av_id), samverk.person_av(OLD.bruker_id)) THEN
    RAISE EXCEPTION 'to_personer: en tredje må svare' USING ERRCODE = 'SV003', DETAIL = 'svar';
  END IF;
  IF NOT samverk.kan_for('tilgang.godkjenn', OLD.enhet_id) THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = 'svar';
  END IF;
  IF NEW.status = 'bekreftet' THEN
    IF upper(OLD.gyldig) <= samverk.today() THEN
      RAISE EXCEPTION 'uforanderlig: perioden er over' USING ERRCODE = 'SV001', DETAIL = 'over';
    END IF;
    NEW.grant_id := uuidv7();
    INSERT INTO access_grant (id, tenant_id, bruker_id, rolle_id, omfang, enhet_id, gyldig, kilde, tildelt_av,
      godkjent_av, begrunnelse, opprettet_at, avslutning)
    VALUES (NEW.grant_id, OLD.tenant_id, OLD.bruker_id, OLD.rolle_id, OLD.omfang, OLD.enhet_id,
      daterange(greatest(lower(OLD.gyldig), samverk.today()), upper(OLD.gyldig)), 'manuell',
      OLD.foreslaatt_av_id, NEW.avgjort_av_id, OLD.begrunnelse, NEW.avgjort_at, '');
  END IF;
  RETURN NEW;
END $$"""

RESERTIFISERING = """CREATE FUNCTION samverk.resertifisering_holder() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE g access_grant%ROWTYPE;
BEGIN
  NEW.skjedde_at := samverk.now();
  IF NEW.art = 'varslet' THEN RETURN NEW; END IF;
  SELECT * INTO g FROM access_grant WHERE tenant_id = NEW.tenant_id AND id = NEW.grant_id;
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

RULES = """
ALTER TABLE grants_tilgangsforslag
  ADD CONSTRAINT forslag_omfang CHECK (omfang IN ('subtre', 'enhet')),
  ADD CONSTRAINT forslag_status CHECK (status IN ('venter', 'bekreftet', 'avslaatt', 'trukket')),
  ADD CONSTRAINT forslag_grunn CHECK (length(btrim(begrunnelse)) >= 10);
ALTER TABLE grants_resertifisering
  ADD CONSTRAINT resertifisering_art CHECK (art IN ('varslet', 'bekreftet'));
CREATE UNIQUE INDEX forslag_ett ON grants_tilgangsforslag (tenant_id, bruker_id, rolle_id, omfang, enhet_id)
  WHERE status = 'venter';
CREATE INDEX forslag_venter ON grants_tilgangsforslag (tenant_id, foreslaatt_at) WHERE status = 'venter';
CREATE INDEX forslag_bruker ON grants_tilgangsforslag (tenant_id, bruker_id);
CREATE INDEX resertifisering_grant ON grants_resertifisering (tenant_id, grant_id, skjedde_at);
CREATE INDEX grant_manuell ON access_grant (tenant_id, id) WHERE kilde = 'manuell';
CREATE TRIGGER holder BEFORE INSERT OR UPDATE ON grants_tilgangsforslag
  FOR EACH ROW EXECUTE FUNCTION samverk.forslag_holder();
CREATE TRIGGER holder BEFORE INSERT ON grants_resertifisering
  FOR EACH ROW EXECUTE FUNCTION samverk.resertifisering_holder();
"""
SEEN = (
    "(SELECT samverk.subject()) IN (bruker_id, foreslaatt_av_id)"
    " OR enhet_id IN (SELECT samverk.enheter('tilgang.tildel'))"
    " OR enhet_id IN (SELECT samverk.enheter('tilgang.godkjenn'))"
)


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial"), ("access", "0006_given_by_two"), ("audit", "0001_initial")]
    operations = [
        protect(
            "grants_tilgangsforslag", read=SEEN,
            write="foreslaatt_av_id = (SELECT samverk.subject())"
            " AND enhet_id IN (SELECT samverk.enheter('tilgang.tildel'))",
        ),
        migrations.RunSQL(
            # Who may answer what is the trigger's matter; it knows persons.
            f"DROP POLICY endre ON grants_tilgangsforslag; CREATE POLICY endre ON grants_tilgangsforslag"
            f" FOR UPDATE TO samverk_app USING ({SEEN})",
            migrations.RunSQL.noop,
        ),
        protect(
            "grants_resertifisering", update=False,
            write="(art = 'bekreftet' AND bruker_id = (SELECT samverk.subject()))"
            " OR (art = 'varslet' AND (SELECT samverk.kan('tilgang.oppsett')))",
        ),
        append_only("grants_resertifisering"),
        audited("grants_tilgangsforslag"),
        audited("grants_resertifisering"),
        tenant_fk("grants_tilgangsforslag", "bruker_id", "access_bruker"),
        tenant_fk("grants_tilgangsforslag", "enhet_id", "organisation_orgenhet"),
        tenant_fk("grants_tilgangsforslag", "foreslaatt_av_id", "access_bruker"),
        tenant_fk("grants_tilgangsforslag", "grant_id", "access_grant"),
        tenant_fk("grants_resertifisering", "grant_id", "access_grant"),
        function(SER_GRANT),
        function(FORSLAG),
        function(RESERTIFISERING),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
