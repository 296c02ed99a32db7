"""`actx find`: which activation of the catalog a formula is."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actx.cli import options
from actx.cli.answers.extremes import size, where
from actx.cli.answers.records import check_text, write_records
from actx.cli.completion import offers
from actx.cli.progress import progress
from actx.cli.specs import resolve, scalar
from actx.cli.status import UsageError
from actx.core.analysis.facts import PROVED, WHERE_DEFINED
from actx.io.output import write_text
from actx.io.shortest import six_digits
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.names.find import Finding

Function = Annotated[
    str,
    typer.Argument(
        metavar="FORMULA",
        help="A formula of x, or any other SPEC of an activation.",
        autocompletion=offers.specs,
        show_default=False,
    ),
]
All = Annotated[bool, typer.Option("--all", help="Every kind of answer, also where a simpler one was found.")]


def command(
    spec: Function,
    param: options.Params = None,
    all_: All = False,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
    quiet: options.Quiet = False,
) -> None:
    """\b
    actx find 'x/(1+exp(-1.702*x))'
    actx find 'where(x>0, x, 0.3*x)'
    actx find '(1+tanh(x))/2'
    actx find 'x*atan(exp(x))'
    actx find silu --all

    Which activation of the catalog is this? One that is equal; else with which values of its parameters one
    is; else scaled to a*g(b*x) + c; else the nearest three, with the largest |f - g| for x from -10 to 10. Of
    an activation itself: which others it is, or is near.

    What is called equal is proved, for all x. What is only alike agrees to so many digits at so many points,
    which is no proof. A parameter or a scale is found if it is a simple number, as 1.702,
    1/3 or sqrt(2/pi).
    """
    resolved = resolve([spec], param)
    if len(resolved) > 1:
        raise UsageError(f"'{spec}' means {len(resolved)} activations: find is for one")
    function = scalar(resolved[0].activation, "only scalar ones can be found")
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    check_text(sink)
    from actx.core.names.find import find, most_steps  # for start-up time: it imports NumPy

    with progress(most_steps(), sink, quiet=quiet) as advance:
        found = find(function, advance, every=all_)
    if not found:
        raise UsageError(f"nothing is found: '{spec}' is at a finite distance from none, or has no values")
    if sink.writer.for_people:
        write_text(sink.output, _table(found, sink))
    else:
        write_records([_fields(each) for each in found], sink, answer="spec")


def _fields(found: Finding) -> dict[str, Any]:
    apart = found.apart
    is_equal = found.equal in (PROVED, WHERE_DEFINED)
    return {
        "answer": found.answer,
        "spec": found.spec,
        "also": list(found.also),
        "equal": found.equal,
        "max_diff": apart.magnitude if apart else 0.0 if is_equal else None,
        "max_diff_at": apart.x if apart else None,
        "at_least": ["max_diff"] if apart and not apart.proved else [],
    }


def _table(found: Sequence[Finding], sink: options.Sink) -> str:
    from actx.io.side_by_side import Column, side_by_side

    answers = [each.answer for each in found]
    columns = [
        Column("answer", [each if each not in answers[:k] else "" for k, each in enumerate(answers)]),
        Column("activation", [", ".join([each.spec, *each.also]) for each in found]),
        Column("", [_known(each) for each in found]),
    ]
    table = "".join(side_by_side([], [columns], sink.screen))
    if any(each.apart for each in found):
        said = fill("The distance is the largest |f - g| for x from -10 to 10.", sink.screen.width)
        return f"{table}\n{said}\n"
    return table


def _known(found: Finding) -> str:
    """How it is known that it is equal, or how far it is apart."""
    apart = found.apart
    return found.equal if apart is None else f"{size(apart, six_digits)} {where(apart, six_digits)}"
