"""An activation of one number, from what a person types."""

from __future__ import annotations

from actx.core.activation import Activation
from actx.core.names.spec import activation


def scalar(spec: str, **params: str) -> Activation:
    """The activation that a SPEC means, with these parameters; a failure for one of vectors."""
    found = activation(spec, params)
    assert isinstance(found, Activation), spec
    return found
