"""Writes what was worked out of the functions of the catalog, for `actx.core.analysis.on_record`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(file: Path, found: Mapping[str, Any]) -> None:
    """Write a line for each function, so that versions are compared line by line."""
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(facts)}" for name, facts in found.items())
    file.write_text(f"{{\n{lines}\n}}\n", encoding="ascii")
