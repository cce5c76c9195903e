"""The words of explanations, in bokmål, nynorsk and English.

Per rule key: what the values of its trace are (in order), and per language one sentence and the
steps of the calculation. `{name}` is a value already written for the language. A step whose third
part names a value is left out when that value is nothing.
"""

from typing import NamedTuple


class StepText(NamedTuple):
    """Label and figure of one step; shown only when the value `unless_zero` is something."""

    label: str
    figure: str
    unless_zero: str = ""


class RuleText(NamedTuple):
    """A rule in one language."""

    sentence: str
    steps: tuple[StepText, ...]


class RuleWords(NamedTuple):
    """What the values of a trace are, and the texts per language.

    Kinds: `kr` øre · `trekk` øre that are taken, shown without their minus · `hele` whole kroner ·
    `andel` millionths · `antall` hundredths · `tall` a whole number · `desimal` a figure as written
    in its source · `tekst` · `under` a trace.
    """

    values: tuple[tuple[str, str], ...]
    texts: dict[str, RuleText]


def values_of(spec: str) -> tuple[tuple[str, str], ...]:
    """«aarsloenn:kr dager:tall» → (("aarsloenn", "kr"), ("dager", "tall"))."""
    pairs = [part.partition(":") for part in spec.split()]
    return tuple((name, kind) for name, _, kind in pairs)


def text_of(sentence: str, *steps: tuple[str, ...]) -> RuleText:
    return RuleText(sentence, tuple(StepText(*step) for step in steps))


WORDS: dict[str, RuleWords] = {
    "fastloenn": RuleWords(
        values_of("aarsloenn:kr prosent:andel dager:tall dager_i_alt:tall beloep:kr"),
        {
            "nb": text_of(
                "Du har {prosent} stilling og {aarsloenn} i året. En måned er en tolvdel.",
                ("Årslønn {aarsloenn} ÷ 12, {prosent}", "{beloep_full}"),
                ("{dager} av {dager_i_alt} dager", "{beloep}", "del"),
            ),
            "nn": text_of(
                "Du har {prosent} stilling og {aarsloenn} i året. Ein månad er ein tolvdel.",
                ("Årsløn {aarsloenn} ÷ 12, {prosent}", "{beloep_full}"),
                ("{dager} av {dager_i_alt} dagar", "{beloep}", "del"),
            ),
            "en": text_of(
                "You have a {prosent} position and {aarsloenn} a year. A month is a twelfth.",
                ("Annual pay {aarsloenn} ÷ 12, {prosent}", "{beloep_full}"),
                ("{dager} of {dager_i_alt} days", "{beloep}", "del"),
            ),
        },
    ),
    "permisjon_uten_loenn": RuleWords(
        values_of(
            "aarsloenn:kr prosent:andel andel:andel dager:tall dager_i_alt:tall beloep:trekk"
        ),
        {
            "nb": text_of(
                "Du hadde {andel} permisjon uten lønn i {dager} av {dager_i_alt} dager.",
                ("Årslønn {aarsloenn} ÷ 12, {prosent} stilling, {andel} permisjon", ""),
                ("{dager} av {dager_i_alt} dager", "{beloep}"),
            ),
            "nn": text_of(
                "Du hadde {andel} permisjon utan løn i {dager} av {dager_i_alt} dagar.",
                ("Årsløn {aarsloenn} ÷ 12, {prosent} stilling, {andel} permisjon", ""),
                ("{dager} av {dager_i_alt} dagar", "{beloep}"),
            ),
            "en": text_of(
                "You were on {andel} unpaid leave for {dager} of {dager_i_alt} days.",
                ("Annual pay {aarsloenn} ÷ 12, {prosent} position, {andel} leave", ""),
                ("{dager} of {dager_i_alt} days", "{beloep}"),
            ),
        },
    ),
    "beloep": RuleWords(
        values_of("beloep:kr"),
        {
            "nb": text_of("{navn}: {beloep}, som godkjent."),
            "nn": text_of("{navn}: {beloep}, som godkjent."),
            "en": text_of("{navn}: {beloep}, as approved."),
        },
    ),
    "timeloenn.linje": RuleWords(
        values_of("antall:antall sats:kr faktor:antall beloep:kr"),
        {
            "nb": text_of(
                "{antall} timer à {sats} er {beloep}.",
                ("{antall} timer × {sats}", "{beloep}", "uten_faktor"),
                ("{antall} timer × {sats} × faktor {faktor}", "{beloep}", "med_faktor"),
            ),
            "nn": text_of(
                "{antall} timar à {sats} er {beloep}.",
                ("{antall} timar × {sats}", "{beloep}", "uten_faktor"),
                ("{antall} timar × {sats} × faktor {faktor}", "{beloep}", "med_faktor"),
            ),
            "en": text_of(
                "{antall} hours at {sats} is {beloep}.",
                ("{antall} hours × {sats}", "{beloep}", "uten_faktor"),
                ("{antall} hours × {sats} × factor {faktor}", "{beloep}", "med_faktor"),
            ),
        },
    ),
    "antall_sats": RuleWords(
        values_of("antall:antall sats:kr faktor:antall beloep:kr"),
        {
            "nb": text_of(
                "{navn}: {antall} à {sats} er {beloep}.", ("{antall} × {sats}", "{beloep}")
            ),
            "nn": text_of(
                "{navn}: {antall} à {sats} er {beloep}.", ("{antall} × {sats}", "{beloep}")
            ),
            "en": text_of(
                "{navn}: {antall} at {sats} is {beloep}.", ("{antall} × {sats}", "{beloep}")
            ),
        },
    ),
    "overtid": RuleWords(
        values_of(
            "aarsloenn:kr divisor:tall timesats:kr tillegg:andel sats:kr antall:antall beloep:kr"
        ),
        {
            "nb": text_of(
                "{antall} timer overtid med {tillegg} tillegg er {beloep}.",
                ("Timelønn {aarsloenn} ÷ {divisor}", "{timesats}"),
                ("+ {tillegg}", "{sats}"),
                ("× {antall} timer", "{beloep}"),
            ),
            "nn": text_of(
                "{antall} timar overtid med {tillegg} tillegg er {beloep}.",
                ("Timeløn {aarsloenn} ÷ {divisor}", "{timesats}"),
                ("+ {tillegg}", "{sats}"),
                ("× {antall} timar", "{beloep}"),
            ),
            "en": text_of(
                "{antall} hours of overtime with {tillegg} extra is {beloep}.",
                ("Hourly pay {aarsloenn} ÷ {divisor}", "{timesats}"),
                ("+ {tillegg}", "{sats}"),
                ("× {antall} hours", "{beloep}"),
            ),
        },
    ),
    "feriepenger": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:kr trekkpliktig:kr"),
        {
            "nb": text_of(
                "Feriepengene er {sats} av {grunnlag} og blir {beloep}.",
                ("Feriegrunnlag {grunnlag} × {sats}", "{beloep}"),
                ("Av dette trekkes det skatt av", "{trekkpliktig}"),
            ),
            "nn": text_of(
                "Feriepengane er {sats} av {grunnlag} og blir {beloep}.",
                ("Feriegrunnlag {grunnlag} × {sats}", "{beloep}"),
                ("Av dette blir det trekt skatt av", "{trekkpliktig}"),
            ),
            "en": text_of(
                "Your holiday pay is {sats} of {grunnlag}, which is {beloep}.",
                ("Holiday pay base {grunnlag} × {sats}", "{beloep}"),
                ("Of this, tax is withheld on", "{trekkpliktig}"),
            ),
        },
    ),
    "feriepenger.tillegg": RuleWords(
        values_of("grunnlag:kr tak:kr sats:andel beloep:kr"),
        {
            "nb": text_of(
                "Fra året du fyller 60 får du {sats} mer i feriepenger, av høyst {tak}.",
                ("{sats} av {grunnlag}, høyst {tak}", "{beloep}"),
            ),
            "nn": text_of(
                "Frå året du fyller 60 får du {sats} meir i feriepengar, av høgst {tak}.",
                ("{sats} av {grunnlag}, høgst {tak}", "{beloep}"),
            ),
            "en": text_of(
                "From the year you turn 60 you get {sats} more holiday pay, of at most {tak}.",
                ("{sats} of {grunnlag}, at most {tak}", "{beloep}"),
            ),
        },
    ),
    "ferietrekk": RuleWords(
        values_of("aarsloenn:kr prosent:andel dager:tall divisor:tall beloep:trekk"),
        {
            "nb": text_of(
                "Lønna for {dager} feriedager trekkes nå, fordi feriepengene betales ut.",
                ("{aarsloenn} × {prosent} ÷ {divisor} × {dager} dager", "{beloep}"),
            ),
            "nn": text_of(
                "Løna for {dager} feriedagar blir trekt no, fordi feriepengane blir betalte ut.",
                ("{aarsloenn} × {prosent} ÷ {divisor} × {dager} dagar", "{beloep}"),
            ),
            "en": text_of(
                "Pay for {dager} days of holiday is deducted now, because holiday pay is paid.",
                ("{aarsloenn} × {prosent} ÷ {divisor} × {dager} days", "{beloep}"),
            ),
        },
    ),
    "trekk.tilbake": RuleWords(
        values_of("beloep:kr"),
        {
            "nb": text_of(
                "Det er trukket {beloep} for mye. Du får pengene tilbake nå.",
                ("Trukket for mye", "{beloep}"),
            ),
            "nn": text_of(
                "Det er trekt {beloep} for mykje. Du får pengane tilbake no.",
                ("Trekt for mykje", "{beloep}"),
            ),
            "en": text_of(
                "{beloep} too much has been taken. You get the money back now.",
                ("Taken too much", "{beloep}"),
            ),
        },
    ),
    "arbeidsgiveravgift": RuleWords(
        values_of("loenn:kr premie:kr sats:andel beloep:kr"),
        {
            "nb": text_of(
                "Arbeidsgiveravgiften er {sats} av lønn og pensjonspremie: {beloep}.",
                ("Lønn og ytelser", "{loenn}"),
                ("Arbeidsgivers pensjonspremie", "{premie}", "premie"),
                ("× {sats}", "{beloep}"),
            ),
            "nn": text_of(
                "Arbeidsgivaravgifta er {sats} av løn og pensjonspremie: {beloep}.",
                ("Løn og ytingar", "{loenn}"),
                ("Pensjonspremien til arbeidsgivaren", "{premie}", "premie"),
                ("× {sats}", "{beloep}"),
            ),
            "en": text_of(
                "The employer’s contribution is {sats} of pay and pension premium: {beloep}.",
                ("Pay and benefits", "{loenn}"),
                ("The employer’s pension premium", "{premie}", "premie"),
                ("× {sats}", "{beloep}"),
            ),
        },
    ),
    "arbeidsgiveravgift.feriepenger": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:kr"),
        {
            "nb": text_of(
                "Av feriepengene som settes av, blir avgiften {beloep} når de betales ut.",
                ("Avsatte feriepenger {grunnlag} × {sats}", "{beloep}"),
            ),
            "nn": text_of(
                "Av feriepengane som blir sette av, blir avgifta {beloep} når dei blir betalte ut.",
                ("Avsette feriepengar {grunnlag} × {sats}", "{beloep}"),
            ),
            "en": text_of(
                "On the holiday pay set aside, the contribution is {beloep} when it is paid.",
                ("Holiday pay set aside {grunnlag} × {sats}", "{beloep}"),
            ),
        },
    ),
    "feriepenger.avsetning": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:kr"),
        {
            "nb": text_of(
                "Det settes av {sats} til feriepenger neste år: {beloep}.",
                ("Feriegrunnlag {grunnlag} × {sats}", "{beloep}"),
            ),
            "nn": text_of(
                "Det blir sett av {sats} til feriepengar neste år: {beloep}.",
                ("Feriegrunnlag {grunnlag} × {sats}", "{beloep}"),
            ),
            "en": text_of(
                "{sats} is set aside for next year’s holiday pay: {beloep}.",
                ("Holiday pay base {grunnlag} × {sats}", "{beloep}"),
            ),
        },
    ),
    "feriepenger.avsetning_over_60": RuleWords(
        values_of(
            "grunnlag:kr sats:andel ordinaert:kr hittil:kr tak:kr tilleggssats:andel tillegg:kr "
            "beloep:kr"
        ),
        {
            "nb": text_of(
                "Det settes av {sats} og et tillegg på {tilleggssats} til feriepenger.",
                ("Feriegrunnlag {grunnlag} × {sats}", "{ordinaert}"),
                ("{tilleggssats} av grunnlaget, høyst {tak} i året", "{tillegg}"),
                ("Til sammen", "{beloep}"),
            ),
            "nn": text_of(
                "Det blir sett av {sats} og eit tillegg på {tilleggssats} til feriepengar.",
                ("Feriegrunnlag {grunnlag} × {sats}", "{ordinaert}"),
                ("{tilleggssats} av grunnlaget, høgst {tak} i året", "{tillegg}"),
                ("Til saman", "{beloep}"),
            ),
            "en": text_of(
                "{sats} and a supplement of {tilleggssats} are set aside for holiday pay.",
                ("Holiday pay base {grunnlag} × {sats}", "{ordinaert}"),
                ("{tilleggssats} of the base, at most {tak} a year", "{tillegg}"),
                ("Together", "{beloep}"),
            ),
        },
    ),
}
"""Rules of pay and employer's cost; tax and deductions are in `explain_tax_texts`."""
