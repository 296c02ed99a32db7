"""The catalog: every activation actx knows, family by family.

A new activation is one record in the module of its family. Names, commands, documentation, shell
completion and tests all read it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.catalog import (
    elementary,
    exponential_linear,
    gated,
    rectifiers,
    shrinkage,
    sigmoids,
    softplus,
    vectors,
)

if TYPE_CHECKING:
    from actx.core.activation import AnyActivation

CATALOG: Final[tuple[AnyActivation, ...]] = (
    *rectifiers.RECORDS,
    *exponential_linear.RECORDS,
    *sigmoids.RECORDS,
    *gated.RECORDS,
    *softplus.RECORDS,
    *shrinkage.RECORDS,
    *elementary.RECORDS,
    *vectors.RECORDS,
)
