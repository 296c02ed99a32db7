"""Makes tests/data/moments.tsv by the judge of moments: `python -m tools.make_moments`."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Context, Decimal
from fractions import Fraction
from subprocess import TimeoutExpired, run
from typing import TYPE_CHECKING, Final

from judges.moments import AGREED, NotAgreed, moments
from places import ROOT

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of exp(-exp(-x)) far to the left Arb wants all the digits, which takes minutes: it is left out.
_SECONDS: Final = 20
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


def asked_for(name: str) -> str:
    """The lines of an activation by a process of its own; none if that takes too long."""
    try:
        found = run(
            [sys.executable, "-m", "tools.make_moments", name],
            capture_output=True,
            check=True,
            text=True,
            timeout=_SECONDS,
        )
    except TimeoutExpired:
        return ""
    return found.stdout


def main() -> None:
    catalog = {
        record.name: {parameter.name: Fraction(parameter.default) for parameter in record.params}
        for record in activations()
        if isinstance(record, Activation)
    }
    if sys.argv[1:]:
        for name in sys.argv[1:]:
            sys.stdout.write("".join(f"{line}\n" for line in rows(name, catalog[name])))
        return
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(asked_for, catalog))
    head = "activation\tdeviation\tmean\tsecond_moment\tmean_squared_slope\n"
    (ROOT / "tests/data/moments.tsv").write_text(head + "".join(found), encoding="ascii")


if __name__ == "__main__":
    main()
