"""HR changes and reads the address of those who work, or are being hired, where it is HR."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# Also who is only being hired: the contract cannot be mailed without an address. Who works nowhere
# belongs to the institution, and then it takes the top unit. Holdings and hires are read under
# their own policies.
PERSON_I = """CREATE FUNCTION samverk.hr_person_i(p uuid, kap text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM hr_besettelseversjon b
    WHERE b.tenant_id = samverk.tenant() AND b.party_id = p AND b.gjelder IS NOT NULL
      AND b.enhet_id IN (SELECT samverk.enheter(kap))
  ) OR EXISTS (
    SELECT FROM hr_ansettelse a
    WHERE a.tenant_id = samverk.tenant() AND a.party_id = p
      AND a.enhet_id IN (SELECT samverk.enheter(kap))
  ) OR EXISTS (
    SELECT FROM organisation_orgenhetversjon v
    WHERE v.tenant_id = samverk.tenant() AND v.overordnet_id IS NULL
      AND v.gyldig @> samverk.today() AND v.enhet_id IN (SELECT samverk.enheter(kap))
  )
$$"""
EGEN = "party_id = (SELECT samverk.party())"
SKRIV = "samverk.hr_person_i(party_id, 'hr.arbeidsforhold.skriv')"


class Migration(migrations.Migration):
    dependencies = [("hr", "0018_epostendring")]
    operations = [
        function(PERSON_I),
        migrations.RunSQL(
            f"""
            ALTER POLICY les ON hr_epostendring USING ({EGEN} OR {SKRIV});
            ALTER POLICY ny ON hr_epostendring WITH CHECK (
              {SKRIV} AND NOT coalesce({EGEN}, false) AND endret_av_id = (SELECT samverk.subject()));
            """,
            migrations.RunSQL.noop,
        ),
    ]
