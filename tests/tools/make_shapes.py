"""Makes actx/core/analysis/shapes.json, the shapes of the catalog: `python -m tools.make_shapes`."""

from __future__ import annotations

import json
from multiprocessing import Pool
from typing import Any

from scalar import scalar

from actx.core.activation import Activation
from actx.core.analysis.on_record import key
from actx.core.analysis.properties import RECORDS, Properties
from actx.core.names.lookup import activations
from tools.records import write


def shape(function: Activation) -> dict[str, Any]:
    """The properties of a function as they are worked out, in the form in which they are on record."""
    found: dict[str, Any] = json.loads(json.dumps(Properties(function, recorded=False).worked_out()))
    return found


def _of(name: str) -> tuple[str, dict[str, Any]]:
    return key(scalar(name)), shape(scalar(name))


def main() -> None:
    with Pool() as pool:
        names = [each.name for each in activations() if isinstance(each, Activation)]
        write(RECORDS, dict(pool.imap(_of, names)))


if __name__ == "__main__":
    main()
