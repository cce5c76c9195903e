"""Words of the pension lines: what is taken, and why someone is not a member."""

from samverk.payroll.rules.explain_texts import RuleWords, text_of, values_of

PENSION_WORDS: dict[str, RuleWords] = {
    "spk.medlemsinnskudd": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:trekk"),
        {
            "nb": text_of(
                "Du betaler {sats} av pensjonsgivende lønn til Statens pensjonskasse.",
                ("Pensjonsgivende lønn {grunnlag} × {sats}", "{beloep}"),
            ),
            "nn": text_of(
                "Du betaler {sats} av pensjonsgivande løn til Statens pensjonskasse.",
                ("Pensjonsgivande løn {grunnlag} × {sats}", "{beloep}"),
            ),
            "en": text_of(
                "You pay {sats} of your pensionable pay to "
                "the Norwegian Public Service Pension Fund.",
                ("Pensionable pay {grunnlag} × {sats}", "{beloep}"),
            ),
        },
    ),
    "spk.arbeidsgiverpremie": RuleWords(
        values_of("grunnlag:kr sats:andel beloep:kr"),
        {
            "nb": text_of(
                "Arbeidsgiver betaler {sats} til Statens pensjonskasse.",
                ("Pensjonsgivende lønn {grunnlag} × {sats}", "{beloep}"),
            ),
            "nn": text_of(
                "Arbeidsgivaren betaler {sats} til Statens pensjonskasse.",
                ("Pensjonsgivande løn {grunnlag} × {sats}", "{beloep}"),
            ),
            "en": text_of(
                "The employer pays {sats} to the Norwegian Public Service Pension Fund.",
                ("Pensionable pay {grunnlag} × {sats}", "{beloep}"),
            ),
        },
    ),
    "spk.ikke_medlem.oppdrag": RuleWords(
        values_of(""),
        {
            "nb": text_of(
                "Du er ikke medlem i Statens pensjonskasse fordi et oppdrag ikke er en ansettelse."
            ),
            "nn": text_of(
                "Du er ikkje medlem i Statens pensjonskasse fordi "
                "eit oppdrag ikkje er ei tilsetjing."
            ),
            "en": text_of(
                "You are not a member of the Norwegian Public Service Pension Fund because "
                "an assignment is not an employment."
            ),
        },
    ),
    "spk.ikke_medlem.laerling": RuleWords(
        values_of(""),
        {
            "nb": text_of("Du er ikke medlem i Statens pensjonskasse fordi du er lærling."),
            "nn": text_of("Du er ikkje medlem i Statens pensjonskasse fordi du er lærling."),
            "en": text_of(
                "You are not a member of the Norwegian Public Service Pension Fund because "
                "you are an apprentice."
            ),
        },
    ),
    "spk.ikke_medlem.styreverv": RuleWords(
        values_of(""),
        {
            "nb": text_of(
                "Du er ikke medlem i Statens pensjonskasse fordi et styreverv ikke gir pensjon."
            ),
            "nn": text_of(
                "Du er ikkje medlem i Statens pensjonskasse fordi eit styreverv ikkje gir pensjon."
            ),
            "en": text_of(
                "You are not a member of the Norwegian Public Service Pension Fund because "
                "a seat on a board gives no pension."
            ),
        },
    ),
    "spk.ikke_medlem.pensjonistvilkaar": RuleWords(
        values_of(""),
        {
            "nb": text_of(
                "Du er ikke medlem i Statens pensjonskasse fordi du er lønnet på pensjonistvilkår."
            ),
            "nn": text_of(
                "Du er ikkje medlem i Statens pensjonskasse fordi du er lønt på pensjonistvilkår."
            ),
            "en": text_of(
                "You are not a member of the Norwegian Public Service Pension Fund because "
                "you are paid on pensionist terms."
            ),
        },
    ),
    "spk.ikke_medlem.under_grensen": RuleWords(
        values_of("andel:andel grense:andel"),
        {
            "nb": text_of(
                "Du er ikke medlem i Statens pensjonskasse fordi "
                "du arbeider {andel} av full stilling, og grensen er {grense}."
            ),
            "nn": text_of(
                "Du er ikkje medlem i Statens pensjonskasse fordi "
                "du arbeider {andel} av full stilling, og grensa er {grense}."
            ),
            "en": text_of(
                "You are not a member of the Norwegian Public Service Pension Fund because "
                "you work {andel} of a full position, and the limit is {grense}."
            ),
        },
    ),
    "spk.ikke_medlem.full_stilling": RuleWords(
        values_of(""),
        {
            "nb": text_of(
                "Timene gir ikke pensjon fordi du alt har full stilling i Statens pensjonskasse."
            ),
            "nn": text_of(
                "Timane gir ikkje pensjon fordi du alt har full stilling i Statens pensjonskasse."
            ),
            "en": text_of(
                "The hours give no pension because you already have a full position"
                " in the Norwegian Public Service Pension Fund."
            ),
        },
    ),
}
