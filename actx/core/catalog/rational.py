"""Quotients of polynomials whose coefficients are learned; here with those that they start from."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Scalar

RECORDS: Final = (
    Scalar(
        name="rational_relu",
        aliases=("rational",),
        family="rational",
        formula="(1.1915*x**3+1.5957*x**2+0.5*x+0.0218)/(2.383*x**2+1)",
        reference=(
            "Boullé, Nakatsukasa & Townsend 2020, Rational neural networks, arXiv 2004.01902, appendix A "
            "(the best approximation of relu of type (3, 2) on [-1, 1])"
        ),
        use="networks whose coefficients are learned: where they start",
        weakness=(
            "close to relu, by 0.022, only between -1 and 1: far out its slope tends to 1/2 on both sides"
        ),
    ),
    Scalar(
        name="pau",
        aliases=("pade_activation_unit", "rational_leaky_relu"),
        family="rational",
        formula=(
            "(0.029792778657264946+0.6183735264987601*x+2.323309062531321*x**2+3.051936237265109*x**3"
            "+1.4854203263828845*x**4+0.2510244961111299*x**5)"
            "/(1+where(x < 0, -1, 1)*(1.1419548357285474*x+0.8714712309957245*x**3)+4.393159974992486*x**2"
            "+0.34719662339598834*x**4)"
        ),
        reference=(
            "Molina, Schramowski & Kersting 2019, Padé activation units, arXiv 1907.06732; the package "
            "rational_activations, version A of degrees 5 and 4, the coefficients of leaky_relu"
        ),
        use="networks whose ten coefficients are learned: where they start",
        weakness=(
            "within 0.03 of leaky_relu only on [-3, 3]; the paper takes |.| of the sum below, the package of "
            "each term"
        ),
    ),
)
