"""`actx info`: everything about one activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from actx.cli import options
from actx.cli.answers.records import parameter_text, write_fields
from actx.cli.specs import resolve, scalar
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.core.analysis.columns import COLUMNS, COMPARED, Facts
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.names.lookup import joined, known
from actx.io.output import write_bytes
from actx.io.shortest import shortest, six_digits
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from actx.cli.specs import Resolved

# Fields of which a person reads one item a line.
_A_LINE_EACH: Final = ("spellings", "disagreements", "slopes_elsewhere")


Latex = Annotated[bool, typer.Option("--latex", help="The formula in LaTeX, and nothing else.")]
All = Annotated[
    bool,
    typer.Option(
        "--all", help="The shape, too: zeros, extrema, range, monotone and convex or not, slopes, asymptotes."
    ),
]
Dtype = Annotated[
    str | None,
    typer.Option(
        "--dtype",
        metavar="FORMAT",
        help="Besides, from where on f or f' rounds to a constant, or f to x, in this number format.",
        autocompletion=lambda: options.NUMBER_FORMATS,
        show_default=False,
    ),
]
Prove = Annotated[
    bool, typer.Option("--prove", help="The proof of the signs of f, f' and f'', as json, and nothing else.")
]
Deriv = Annotated[bool, typer.Option("--deriv", "-d", help="With --latex: of the derivative.")]


def command(
    spec: options.Spec,
    param: options.Params = None,
    all_: All = False,
    prove: Prove = False,
    dtype: Dtype = None,
    full: options.Full = False,
    latex: Latex = False,
    deriv: Deriv = False,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
    no_pager: options.NoPager = False,
) -> None:
    """\b
    actx info gelu
    actx info elu:alpha=2
    actx info 'elu:alpha=1|2' --format json
    actx info 'x*tanh(log(1+exp(x)))'
    actx info mish --format json
    actx info jax.nn.gelu
    actx info gelu --all
    actx info gelu --dtype bfloat16
    actx info gelu --prove
    actx info gelu --latex --deriv

    Everything about one activation: its formula and derivative, its curves, its parameters with their
    domains, its limits and kinks, what it is for, and its source; what each framework calls it, with its
    defaults, and where frameworks disagree. A formula that is an activation of the catalog is named. Of
    several values of a parameter each has a sheet; json is then a list.

    With --all, its shape on the whole line, too. Of a formula, and with other values of parameters, that
    takes up to seconds, and a minute for long ones. Each property is proved; what cannot be is named under
    not_decided. --prove prints what they follow from, the signs of f, f' and f'', with the reason on each
    part of the line: see 'actx help shape'.

    Of an activation of vectors: the range of its components, their sum, and whether shifting or scaling a
    vector by a number leaves its image as it is (invariant), or shifts or scales the image, too
    (equivariant); the rank and the norm of the Jacobian where all components are equal, and the Lipschitz
    constant.
    """
    others = {"--all": all_, "--dtype": dtype, "--full": full}
    if prove:
        options.refuse_beside("--prove", others | {"--latex": latex, "--deriv": deriv})
    if latex:
        options.refuse_beside("--latex", others | {"--format": format_}, "it prints the formula alone")
    elif deriv:
        raise UsageError("--deriv goes with --latex")
    found = [_described(each) for each in resolve([spec], param)]
    if prove:
        _write_proofs([activation for activation, _ in found], format_, output)
        return
    if latex:
        lines = [f"{_latex(activation, deriv=deriv)}\n" for activation, _ in found]
        write_bytes(output, "".join(lines).encode())
        return
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    if sink.writer.for_people:
        from actx.cli.pager import show

        text = "\n\n".join(
            _sheet(activation, spelled | _saturation(activation, dtype), sink, full=full, whole=all_)
            for activation, spelled in found
        )
        show(text, output, paged=not no_pager)
        return
    answers: list[dict[str, Any]] = []
    for activation, spelled in found:
        known_as = _known_as(activation)
        facts = _facts(activation, known_as)
        shape = _shape_fields(facts) if all_ and facts is not None else {}
        rounded = _saturation(activation, dtype)
        answers.append(spelled | _fields(activation, facts, known_as) | shape | rounded)
    write_fields(answers, sink, spread=_A_LINE_EACH)


def _known_as(activation: AnyActivation) -> list[str]:
    """The activations of the catalog that a formula is proved to be."""
    if activation.family != FORMULA_FAMILY or not isinstance(activation, Activation):
        return []
    from actx.core.names.recognise import known_as  # which a name needs no more

    return known_as(activation)


def _write_proofs(
    activations: Sequence[AnyActivation], form: OutputFormat | None, output: Path | None
) -> None:
    named = None if output is None else OutputFormat.of_suffix(output.suffix)
    if not {form, named} <= {OutputFormat.JSON, None}:
        raise UsageError(f"--prove prints json, not {form or named}")
    from actx.cli.answers.proof import text  # for start-up time
    from actx.core.analysis.certificate import certificate

    proofs = []
    for each in activations:
        function = scalar(each, "--prove is for scalar ones").function
        proofs.append({"activation": each.label, "formula": each.formula, **certificate(function)})
    write_bytes(output, f"{text(proofs[0] if len(proofs) == 1 else proofs)}\n".encode())


def _facts(activation: AnyActivation, known_as: Sequence[str]) -> Facts | None:
    if not isinstance(activation, Activation):
        return None
    same = known(known_as[0]) if known_as else None
    return Facts(activation, same=same if isinstance(same, Activation) else None)


def _saturation(activation: AnyActivation, dtype: str | None) -> dict[str, Any]:
    if dtype is None:
        return {}
    from actx.cli.answers.saturation import fields  # for start-up time

    return fields(scalar(activation, "--dtype is for scalar ones"), dtype)


def _shape_fields(facts: Facts) -> dict[str, Any]:
    from actx.cli.answers.shape import fields  # for start-up time

    return fields(facts)


def _sheet(
    activation: AnyActivation, spelled: Mapping[str, Any], sink: options.Sink, *, full: bool, whole: bool
) -> str:
    from actx.cli.answers.sheet import Sheet  # for start-up time
    from actx.core.names.across_frameworks import spellings_of

    names = _known_as(activation)
    facts = _facts(activation, names)
    fields = {**spelled, **_fields(activation, facts, names)}
    spellings = {} if activation.family == FORMULA_FAMILY else spellings_of(activation)
    number = shortest if full else six_digits
    return Sheet(activation, facts, fields, spellings, sink.screen, number, full=full, whole=whole).text()


def _fields(activation: AnyActivation, facts: Facts | None, known_as: Sequence[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": activation.label,
        "aliases": list(activation.aliases),
        "family": activation.family,
        "formula": activation.formula,
    }
    if facts is not None:
        fields |= _analysed(facts)
    elif isinstance(activation, VectorActivation):
        fields |= _of_vector(activation)
    fields["params"] = parameter_text(activation, activation.overrides)
    if activation.family == FORMULA_FAMILY:
        fields["known_as"] = list(known_as)
    else:
        fields |= {"use": activation.use, "weakness": activation.weakness, "reference": activation.reference}
        fields |= _elsewhere(activation)
    return fields


def _of_vector(activation: VectorActivation) -> dict[str, Any]:
    """The range of a component, the sum of all, what shifts and scales do, the Jacobian; none is empty."""
    known = {
        "range": activation.bounds,
        "sum": activation.total,
        "shift": activation.shift,
        "scale": activation.scale,
        "jacobian_rank": activation.rank,
        "jacobian_norm": activation.norm,
        "lipschitz": activation.lipschitz,
    }
    return {name: text for name, text in known.items() if text}


def _described(resolved: Resolved) -> tuple[AnyActivation, dict[str, Any]]:
    """The activation, and what a framework's name was taken for, even where a setting is missing."""
    spelling = resolved.meaning.spelling
    if spelling is None:
        return resolved.activation, {}
    given = joined(resolved.meaning.settings, resolved.given)
    note = {"note": spelling.note} if spelling.note else {}
    return spelling.activation(given, lenient=True), {"spelling": spelling.spec(given)} | note


def _latex(activation: AnyActivation, *, deriv: bool) -> str:
    from actx.core.formula.differentiate import derivative
    from actx.core.formula.typeset import to_latex

    known = scalar(activation, "--latex is for scalar ones")
    return to_latex(derivative(known.symbolic) if deriv else known.literal)


def _elsewhere(activation: AnyActivation) -> dict[str, Any]:
    from actx.core.names import across_frameworks

    return {
        "spellings": [
            spec for specs in across_frameworks.spellings_of(activation).values() for spec in specs
        ],
        "disagreements": across_frameworks.disagreements(activation),
        "slopes_elsewhere": across_frameworks.slopes_apart(activation),
    }


def _analysed(facts: Facts) -> dict[str, Any]:
    from actx.core.formula.differentiate import derivative
    from actx.core.formula.typeset import to_latex, to_text

    slope, kinks = derivative(facts.activation.symbolic), facts.profile.kinks
    return {
        "derivative": to_text(slope),
        "latex": to_latex(facts.activation.literal),
        "derivative_latex": to_latex(slope),
        "smoothness": facts.profile.smoothness,
        "kinks": [kink.at for kink in kinks],
        "slope_left": [kink.left for kink in kinks],
        "slope_there": [kink.slope for kink in kinks],
        "slope_right": [kink.right for kink in kinks],
        **{name: COLUMNS[name].of(facts) for name in COMPARED if name != "formula"},
        "at_least": facts.profile.at_least,
    }
