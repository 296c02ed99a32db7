"""How far apart two activations are on the whole line, for `compare --whole`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.cli.answers.records import as_text, write_records
from actx.core.analysis.facts import ENDLESS, Endless

if TYPE_CHECKING:
    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.analysis.facts import Bound


def write_apart(f: Activation, g: Activation, sink: Sink) -> None:
    """Write the fields, one a row, or as one object; what is not decided is said to be, or is null."""
    from actx.core.analysis.apart import apart  # for start-up time: it imports NumPy

    found = apart(f.function, g.function)
    crossings: Any = found.crossings
    if isinstance(crossings, Endless):
        crossings = ENDLESS
    elif crossings is not None:
        crossings = [low if low == high else [low, high] for low, high in crossings]
    fields = {
        **_bound("max_diff", found.values),
        **_bound("max_slope_diff", found.slopes),
        "crossings": crossings,
        "mean_square_diff": None if found.mean_square is None else found.mean_square.value,
    }
    if sink.writer.objects:
        write_records([fields], sink, answer="max_diff", whole=True)
    else:
        rows = [{"field": name, "value": as_text(value)} for name, value in fields.items()]
        write_records(rows, sink, answer="value")


def _bound(name: str, found: Bound | None) -> dict[str, Any]:
    names = (name, f"{name}_at", f"{name}_attained")
    return dict.fromkeys(names) if found is None else dict(zip(names, found, strict=True))
