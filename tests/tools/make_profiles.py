"""Makes actx/core/analysis/profiles.json, the facts of the catalog: `python -m tools.make_profiles`."""

from __future__ import annotations

import json
from typing import Any

from actx.core.activation import Activation
from actx.core.analysis.on_record import key
from actx.core.analysis.profile import FACTS, RECORDS, Profile
from actx.core.names.lookup import activations
from tools.records import write


def profile(activation: Activation) -> dict[str, Any]:
    """The facts of an activation as they are worked out, in the form in which they are on record."""
    worked_out = Profile(activation, recorded=False)
    facts: dict[str, Any] = json.loads(json.dumps({name: getattr(worked_out, name) for name in FACTS}))
    return facts


def main() -> None:
    write(RECORDS, {key(each): profile(each) for each in activations() if isinstance(each, Activation)})


if __name__ == "__main__":
    main()
