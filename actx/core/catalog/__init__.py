"""The catalog: every activation that actx knows, family by family.

A new activation is one record, in the module of its relatives. Names, commands, documentation, shell
completion and tests all read it from CATALOG.
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
from actx.core.catalog.record import FAMILIES

if TYPE_CHECKING:
    from actx.core.catalog.record import Record

_MODULES: Final = (
    rectifiers,
    sigmoids,
    hard_sigmoids,
    elementary,
    exponential_linear,
    gated,
    self_gated,
    adaptive_gates,
    exponential_gates,
    softplus,
    shrinkage,
    radial,
    piecewise,
    periodic,
    rational,
    vectors,
    gated_units,
)

CATALOG: Final[tuple[Record, ...]] = tuple(
    sorted(
        (record for module in _MODULES for record in module.RECORDS),
        key=lambda record: list(FAMILIES).index(record.family),
    )
)
