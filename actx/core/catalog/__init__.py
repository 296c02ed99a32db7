"""The catalog: every activation actx knows, family by family.

A new activation is one record, in a module beside its relatives. Names, commands, documentation, shell
completion and tests all read it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.catalog import (
    adaptive_gates,
    elementary,
    exponential_gates,
    exponential_linear,
    gated,
    gated_units,
    hard_sigmoids,
    periodic,
    piecewise,
    radial,
    rational,
    rectifiers,
    self_gated,
    shrinkage,
    sigmoids,
    softplus,
    vectors,
)

if TYPE_CHECKING:
    from actx.core.activation import AnyActivation

CATALOG: Final[tuple[AnyActivation, ...]] = (
    *rectifiers.RECORDS,
    *piecewise.RECORDS,
    *exponential_linear.RECORDS,
    *sigmoids.RECORDS,
    *hard_sigmoids.RECORDS,
    *gated.RECORDS,
    *self_gated.RECORDS,
    *adaptive_gates.RECORDS,
    *exponential_gates.RECORDS,
    *softplus.RECORDS,
    *shrinkage.RECORDS,
    *piecewise.SHRINKAGE,
    *radial.RECORDS,
    *piecewise.BUMPS,
    *periodic.RECORDS,
    *hard_sigmoids.UNBOUNDED,
    *elementary.RECORDS,
    *exponential_linear.EXPONENTIALS,
    *rational.RECORDS,
    *vectors.RECORDS,
    *gated_units.RECORDS,
)
