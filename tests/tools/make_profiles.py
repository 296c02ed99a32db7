"""Makes actx/core/analysis/profiles.json, the facts of the catalog: `python -m tools.make_profiles`."""

from __future__ import annotations

import json
from typing import Any

from places import ROOT

from actx.core.activation import Activation
from actx.core.analysis.profile import FACTS, Profile, key
from actx.core.names.lookup import activations


def profile(activation: Activation) -> dict[str, Any]:
    """The facts of an activation as they are worked out, in the form in which they are on record."""
    worked_out = Profile(activation, recorded=False)
    facts: dict[str, Any] = json.loads(json.dumps({name: getattr(worked_out, name) for name in FACTS}))
    return facts


def main() -> None:
    profiles = {key(each): profile(each) for each in activations() if isinstance(each, Activation)}
    # A line for each function, so that versions are compared line by line.
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(facts)}" for name, facts in profiles.items())
    (ROOT / "actx/core/analysis/profiles.json").write_text(f"{{\n{lines}\n}}\n", encoding="ascii")


if __name__ == "__main__":
    main()
