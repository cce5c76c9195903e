"""Which deductions are made when the pay does not reach all of them.

Net pay is never negative. Deductions are taken in order of priority and what does not fit is left
over for the next run. The order itself is unconfirmed (`trekk.rekkefoelge`); within the old scheme
for attachment it is dekningsloven § 2-8.
"""

from collections.abc import Sequence


def fit_deductions(
    til_utbetaling_oere: int, trekk: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """(taken, left over) in øre for each (priority, amount), in the order they were given.

    A lower priority number is taken first; equal ones in the order given. Amounts are not negative.
    """
    left = max(til_utbetaling_oere, 0)
    result = [(0, 0)] * len(trekk)
    for index in sorted(range(len(trekk)), key=lambda i: trekk[i][0]):
        wanted = trekk[index][1]
        taken = min(wanted, left)
        left -= taken
        result[index] = (taken, wanted - taken)
    return tuple(result)
