"""How the judge works with balls: precision for a while, and what it says when it cannot go on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flint import ctx

if TYPE_CHECKING:
    from collections.abc import Iterator


class Unsure(ArithmeticError):  # noqa: N818  (a state of knowledge, to be mended by more precision)
    """More precision must tell on which side of a switch or of a domain's end a value is."""


class Special(Exception):  # noqa: N818  (said of a point)
    """A part that counts has a switch or a singularity exactly at the point."""


class Unclear(Exception):  # noqa: N818  (the judge's own limits)
    """The judge does not know, and says why."""


@contextmanager
def settings(precision: int, terms: int) -> Iterator[None]:
    """Arb's precision and the length of its series, for a while."""
    before = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = precision, max(terms, 2)
    try:
        yield
    finally:
        ctx.prec, ctx.cap = before
