"""A case is seen with its saksmappe; notes by those who work with it; neither is ever deleted."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

SER = (
    "EXISTS (SELECT FROM archive_mappe m WHERE m.tenant_id = cases_sak.tenant_id"
    " AND m.id = cases_sak.saksmappe_id)"
)
ARBEIDER = (
    "saksansvarlig_id = (SELECT samverk.subject())"
    " OR enhet_id IN (SELECT samverk.enheter('sak.sak.les'))"
    " OR (SELECT samverk.kan('arkiv.mappe.forvalt'))"
)
# The parties see the case, but not the notes in it.
NOTAT = (
    "EXISTS (SELECT FROM cases_sak s WHERE s.tenant_id = cases_saknotat.tenant_id"
    f" AND s.id = cases_saknotat.sak_id AND ({ARBEIDER.replace('saksansvarlig_id', 's.saksansvarlig_id').replace('enhet_id IN', 's.enhet_id IN')}))"
)

ENDRET = """CREATE FUNCTION samverk.sak_endret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.tenant_id, NEW.saksmappe_id, NEW.type, NEW.opened_at, NEW.opened_by)
     IS DISTINCT FROM (OLD.id, OLD.tenant_id, OLD.saksmappe_id, OLD.type, OLD.opened_at, OLD.opened_by)
     OR (OLD.instans_id IS NOT NULL AND NEW.instans_id IS DISTINCT FROM OLD.instans_id) THEN
    RAISE EXCEPTION 'uforanderlig: saken er åpnet' USING ERRCODE = 'SV001', DETAIL = 'sak';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("archive", "0002_rules"), ("audit", "0001_initial")]
    operations = [
        protect("cases_sak", read=SER, write=ARBEIDER),
        protect("cases_saknotat", update=False, read=NOTAT, write=NOTAT),
        append_only("cases_saknotat"),
        tenant_fk("cases_sak", "saksmappe_id", "archive_mappe"),
        tenant_fk("cases_sak", "saksansvarlig_id", "access_bruker"),
        tenant_fk("cases_sak", "enhet_id", "organisation_orgenhet"),
        tenant_fk("cases_sak", "party_id", "parties_party"),
        tenant_fk("cases_saknotat", "sak_id", "cases_sak"),
        tenant_fk("cases_saknotat", "forfatter_id", "access_bruker"),
        function(ENDRET),
        migrations.RunSQL(
            """
            CREATE INDEX sak_mine ON cases_sak (tenant_id, saksansvarlig_id, status, opened_at DESC, id DESC);
            CREATE INDEX sak_enhet ON cases_sak (tenant_id, enhet_id, status, opened_at DESC, id DESC);
            CREATE INDEX sak_party ON cases_sak (tenant_id, party_id);
            CREATE UNIQUE INDEX sak_instans ON cases_sak (tenant_id, instans_id) WHERE instans_id IS NOT NULL;
            CREATE INDEX sak_gjelder ON cases_sak (tenant_id, gjelder_id) WHERE gjelder_id IS NOT NULL;
            CREATE INDEX saknotat_sak ON cases_saknotat (tenant_id, sak_id, skrevet_at);
            CREATE TRIGGER endret BEFORE UPDATE ON cases_sak FOR EACH ROW EXECUTE FUNCTION samverk.sak_endret();
            """,
            migrations.RunSQL.noop,
        ),
        audited("cases_sak"),
        audited("cases_saknotat"),
    ]
