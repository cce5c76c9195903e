"""Who reads a row about one employment is asked of that employment, not of everyone's.

The first policies made the set of all readable employments before they looked at one row; at a
large university that was 20 ms for each table of a page. The rule itself is the same: the versions of
the holding are read under their own policy, which is the units where the actor reads employment.
"""

from django.db import migrations

EGEN = "party_id = (SELECT samverk.party())"
SKRIV = "(SELECT samverk.kan('hr.arbeidsforhold.skriv'))"
# table → (its column, the column of the version of the holding that says where the work is)
VIA_BESETTELSE = {
    "hr_arbeidsforhold": ("id", "arbeidsforhold_id"),
    "hr_arbeidsforholdversjon": ("arbeidsforhold_id", "arbeidsforhold_id"),
    "hr_stillingsbesettelse": ("id", "besettelse_id"),
    "hr_kontering": ("besettelse_id", "besettelse_id"),
    "hr_loennsavtale": ("besettelse_id", "besettelse_id"),
}


def read_where_the_work_is(table: str, column: str, via: str) -> migrations.RunSQL:
    """Let a row be read by the person, by who registers, and where one of its versions is read."""
    return migrations.RunSQL(
        f"""ALTER POLICY les ON {table} USING (
          {EGEN} OR {SKRIV} OR EXISTS (
            SELECT FROM hr_besettelseversjon v
            WHERE v.tenant_id = {table}.tenant_id AND v.{via} = {table}.{column}
              AND upper_inf(v.registrert)))""",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("hr", "0008_find_people")]
    operations = [
        *[
            read_where_the_work_is(table, column, via)
            for table, (column, via) in VIA_BESETTELSE.items()
        ],
        migrations.RunSQL(
            "DROP FUNCTION samverk.hr_arbeidsforhold_i(text);"
            " DROP FUNCTION samverk.hr_besettelser_i(text)",
            migrations.RunSQL.noop,
        ),
    ]
