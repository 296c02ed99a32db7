"""`actx compare`: activations side by side."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from actx.cli import options
from actx.cli.answers.question import Question
from actx.cli.answers.records import check_text
from actx.cli.completion import offers
from actx.cli.numbers import interval, is_number
from actx.cli.progress import progress
from actx.cli.specs import file_stem, resolve, scalar
from actx.cli.status import UsageError
from actx.core.analysis.columns import COLUMNS, ON_RANGE, Facts
from actx.core.analysis.profile import DEFAULT_RANGE
from actx.core.catalog.record import FAMILIES, Scalar
from actx.core.naming import key, suggest
from actx.io.output import is_standard_output
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.cli.answers.comparison import Comparison
    from actx.core.activation import Activation

CLASSIC = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu")

At = Annotated[
    list[str] | None,
    typer.Option(
        "--at", metavar="X...", help="Values and derivatives at these inputs instead.", show_default=False
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option(
        "--plot",
        metavar="FILE",
        help="Draw them with their derivatives, too.",
        show_default=False,
        readable=False,
    ),
]
All = Annotated[bool, typer.Option("--all", help="All scalar activations of the catalog, too.")]
OfFamily = Annotated[
    str | None,
    typer.Option(
        "--family",
        metavar="FAMILY",
        help="All scalar activations of a family, too: see actx list --help.",
        autocompletion=lambda: list(FAMILIES.items()),
        show_default=False,
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAME,...",
        help="These properties, each of which is a field of info --all, or range, saturates, zero_centred, "
        "differentiable.",
        autocompletion=offers.columns,
        show_default=False,
    ),
]
Sort = Annotated[
    str | None,
    typer.Option(
        "--sort",
        metavar="NAME[:desc]",
        help="In the order of a property, ascending or descending; what is not decided comes last.",
        autocompletion=offers.orders,
        show_default=False,
    ),
]

Apart = Annotated[
    bool,
    typer.Option(
        "--apart",
        help="How far the second of two, g, is from the first, f, on the whole line or in --range, proved: "
        "the largest |f - g|, |f - g|/|f| and |f' - g'|, and with --dtype |f - g| in ulps of f; where f = g; "
        "where one rises and the other falls; the jumps; the mean of (f(X) - g(X))^2 for X ~ N(0, 1).",
    ),
]


def command(
    specs: options.OptionalSpecs = None,
    family: OfFamily = None,
    all_: All = False,
    columns: Columns = None,
    sort: Sort = None,
    apart: Apart = False,
    at: At = None,
    order: options.Order = 1,
    dtype: options.Dtype = None,
    digits: options.Digits = None,
    range_: options.Interval = None,
    param: options.Params = None,
    plot: Plot = None,
    force: options.Force = False,
    full: options.Full = False,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
    no_pager: options.NoPager = False,
    quiet: options.Quiet = False,
) -> None:
    """\b
    actx compare
    actx compare sigmoid tanh
    actx compare gelu gelu_tanh quick_gelu --at -3 0 3
    actx compare gelu gelu_tanh --at 1 --dtype bfloat16
    actx compare elu celu -p alpha=2 --format json
    actx compare 'leaky_relu:alpha=0.01|0.1|0.3' --at -1
    actx compare relu 'x*sigmoid(10*x)' --range -1:1 --plot sharp.png
    actx compare gelu silu mish --columns range,minima,lipschitz
    actx compare --family gated --columns range,lipschitz --sort lipschitz:desc
    actx compare sigmoid hard_sigmoid --apart
    actx compare exp '1+x+x**2/2' --apart --range=0:0.1 --dtype bfloat16

    Activations side by side: f and f' at 0, the limits at both ends, and the largest |f'| with the x where it
    is, for x from -10 to 10 or in --range. For two, also how far apart f and f' get there, and whether the
    functions are equal at all x. Without a SPEC, seven well-known ones are compared.

    A terminal shows first whether each is smooth, or else C0 or C1; whether it is monotone; its range; on
    which sides it saturates, that is, tends to a number; and whether it is centred, that is, odd.

    A number that is only a lower bound is called `at least`; in data, at_least names it.

    With --columns, properties of your choice are shown instead, see 'actx help shape'. With --sort, the
    activations are in the order of one.

    With --at, f and f' at these inputs are shown instead, with --order the derivative of that order. --dtype
    gives them in a number format, and --digits to N digits.
    """
    names, points = _split(specs or [], at)
    chosen, by = _columns(columns), _order(sort)
    if plot is None and force:
        raise UsageError("--force goes with --plot")
    others = {"--columns": chosen, "--sort": by, "--range": plot is None and range_}
    if points:
        options.refuse_beside("--at", others | {"--apart": apart}, "it is for values at points")
    if apart:
        options.refuse_beside("--apart", {name: others[name] for name in ("--columns", "--sort")})
    if chosen and not {*chosen, by and by.column} & {*ON_RANGE}:
        options.refuse_beside(
            "--columns", {"--range": others["--range"]}, f"that is for {' and '.join(ON_RANGE)}"
        )
    if all_:
        options.refuse_beside("--all", {"--family": family}, "it has them all")
    names = [*names, *_of_catalog(options.family_named(family), all_=all_)] or list(CLASSIC)
    question = Question(order, dtype, hex=False, digits=digits)
    if not points:
        _check(question, apart=apart)
    resolved = resolve(names, param)
    activations = [scalar(each.activation, "only scalar ones can be compared") for each in resolved]
    labels = _labels([each.spec for each in resolved], activations)
    if apart and len(activations) != 2:
        raise UsageError(f"--apart is for two activations, not {len(activations)}")
    between = interval(range_)
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    check_text(sink)
    if sink.writer.answer_alone and len(chosen) > 1:
        raise UsageError(f"{sink.form} holds one result a line: name one column, or choose another --format")
    if plot is not None and is_standard_output(plot) and is_standard_output(output):
        raise UsageError("--plot - and the answer both go to standard output: give one of them a file")
    if points:
        from actx.cli.answers.points import points_in

        inputs = points_in(points, question, sink)
    if plot is not None:  # now, when what is wrong has been said and nothing is written yet
        from actx.cli.answers.figure import names_in_figure, plot_command, write_figure
        from actx.figure.request import Arrangement, Request

        again = [f"--plot={file_stem(activations)}{plot.suffix}"]
        again += [f"--range={range_}"] if range_ is not None else []
        again += [word for setting in param or () for word in ("-p", setting)]
        request = Request(
            orders=(0, 1),
            interval=between,
            names=names_in_figure(resolved),
            arrangement=Arrangement.DIFFERENCE if len(activations) == 2 else Arrangement.STACKED,
        )
        drawn_by = plot_command(names, again, command="compare")
        write_figure(activations, plot, request, command=drawn_by, force=force)
    if points:
        from actx.cli.answers.points import write_points

        write_points(dict(zip(labels, activations, strict=True)), inputs, question, sink, full=full)
    elif apart:
        from actx.cli.answers.apart import Asked, write_apart

        f, g = activations
        write_apart(f, g, labels, Asked(between, dtype), sink, full=full)
    else:
        from actx.cli.answers.comparison import Comparison

        low, high = between or DEFAULT_RANGE
        facts = [Facts(each, low, high) for each in activations]
        comparison = Comparison(facts, labels, low, high)
        _write(comparison, chosen, by, sink, full=full, paged=not no_pager, quiet=quiet)


def _write(
    comparison: Comparison,
    columns: Sequence[str],
    by: Order | None,
    sink: options.Sink,
    *,
    full: bool,
    paged: bool,
    quiet: bool,
) -> None:
    from actx.cli.answers.comparison import write_chosen_data, write_data

    if by is not None:
        with progress(len(comparison.facts), sink, quiet=quiet) as advance:
            comparison = comparison.arranged(by.column, advance, descending=by.descending)
    rows = []
    if columns:
        with progress(len(comparison.facts), sink, quiet=quiet) as advance:
            rows = comparison.chosen(columns, advance)
    if not sink.writer.for_people:
        write_chosen_data(rows, columns, sink) if columns else write_data(comparison, sink)
        return
    from actx.cli.answers.comparison_table import table_of_chosen, table_with_distance
    from actx.cli.pager import show

    if columns:
        text = table_of_chosen(comparison, rows, sink.screen, full=full)
    else:
        text = table_with_distance(comparison, sink.screen, full=full)
    show(text, sink.output, paged=paged)


class Order(NamedTuple):
    """A column by which to sort."""

    column: str
    descending: bool


def _order(text: str | None) -> Order | None:
    if text is None:
        return None
    name, _, direction = text.partition(":")
    if direction not in ("", "asc", "desc"):
        raise UsageError(f"'{text}' is no order: NAME for an ascending one, or NAME:desc")
    return Order(_column(name, "--sort"), direction == "desc")


def _columns(text: str | None) -> list[str]:
    if text is None:
        return []
    return list(dict.fromkeys(_column(name, "--columns") for name in text.split(",")))


def _column(name: str, option: str) -> str:
    """The name of a column as it is known. Raises UsageError, which names those there are."""
    if not name.strip():
        raise UsageError(f"a name is missing in {option}")
    known = {key(each): each for each in COLUMNS}
    if (found := known.get(key(name))) is not None:
        return found
    raise UsageError(f"no column '{name.strip()}'{suggest(key(name), COLUMNS) or _of_columns()}")


def _of_columns() -> str:
    """What columns there are, those that belong together as one."""
    ends = r"(?<=_)(at|attained|left|right)$|(?<=slope_below_).*"
    short = dict.fromkeys(re.sub(ends, "*", name) for name in COLUMNS)
    return f": there are {', '.join(short)}"


def _of_catalog(family: str | None, *, all_: bool) -> list[str]:
    """The scalar activations of a family, or all of them."""
    if family is None and not all_:
        return []
    from actx.core.catalog import CATALOG

    found = [each.name for each in CATALOG if isinstance(each, Scalar) and (all_ or each.family == family)]
    if not found:
        raise UsageError(f"the family {family} has activations of vectors only, which cannot be compared")
    return found


def _check(question: Question, *, apart: bool) -> None:
    """Raise UsageError for what only values can have, which --at asks for; --apart has ulps of a dtype."""
    given = {
        "--order": question.order != 1,
        "--dtype": question.dtype is not None and not apart,
        "--digits": question.digits is not None,
    }
    for option, is_given in given.items():
        if is_given:
            raise UsageError(f"{option} is for values at points: add them with --at X...")


def _split(arguments: Sequence[str], at: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """The SPECs, and the points: --at takes one, and the numbers among the arguments follow it."""
    names = [argument for argument in arguments if not is_number(argument)]
    numbers = [argument for argument in arguments if is_number(argument)]
    if numbers and not at:
        raise UsageError(f"'{numbers[0]}' is not an activation: inputs go after --at")
    return names, [*(at or []), *numbers]


def _labels(specs: Sequence[str], activations: list[Activation]) -> list[str]:
    """A label for each, no two alike: what it is; or, where others are that too, what was typed."""
    known = [each.label for each in activations]
    labels: list[str] = []
    for spec, label in zip(specs, known, strict=True):
        text = label if known.count(label) == 1 else spec
        labels.append(text if text not in labels else f"{text} ({len(labels) + 1})")
    return labels
