"""Makes tests/data/moments.tsv by the judge of moments: `python -m tools.make_moments`."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from judges.moments import AGREED, NotAgreed, moments
from places import ROOT

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of exp(-exp(-x)) far to the left Arb wants all the digits, which takes minutes.
_LEFT_OUT: Final = ("golu",)
DEVIATIONS: Final = (Fraction(1), Fraction(3, 2))
_DIGITS: Final = Context(prec=22)


def rows(name: str, parameters: Mapping[str, Fraction]) -> list[str]:
    """The lines of an activation."""
    found = []
    for deviation in DEVIATIONS:
        try:
            values = moments(name, parameters, deviation)
        except NotAgreed:
            continue
        texts = ["0" if abs(value) < AGREED else _decimal(value) for value in values]
        found.append("\t".join([name, str(deviation), *texts]))
    return found


def _decimal(value: Fraction) -> str:
    return str(_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))


def main() -> None:
    catalog = {
        record.name: {parameter.name: Fraction(parameter.default) for parameter in record.params}
        for record in activations()
        if isinstance(record, Activation) and record.name not in _LEFT_OUT
    }
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(rows, catalog, catalog.values()))
    lines = [
        "activation\tdeviation\tmean\tsecond_moment\tmean_squared_slope",
        *(each for part in found for each in part),
    ]
    (ROOT / "tests/data/moments.tsv").write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


if __name__ == "__main__":
    main()
