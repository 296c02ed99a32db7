"""`actx info`: everything about one activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from actx.cli import options
from actx.cli.answers.records import parameter_text, write_records
from actx.cli.specs import resolve
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation
from actx.core.analysis.profile import PROPERTIES, Profile
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.names.lookup import joined
from actx.io.output import write_bytes
from actx.io.shortest import shortest, six_digits
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

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
Deriv = Annotated[bool, typer.Option("--deriv", "-d", help="With --latex: of the derivative.")]


def command(
    spec: options.Spec,
    param: options.Params = None,
    all_: All = False,
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
    actx info gelu --latex --deriv

    Everything about one activation: its formula and derivative, its curves, its parameters with their
    domains, its limits and kinks, what it is for, and its source; what each framework calls it, with its
    defaults, and where frameworks disagree. A formula that is an activation of the catalog is named. Of
    several values of a parameter each has a sheet; json is then a list.

    With --all, its shape on the whole line, too, which takes up to seconds, and a minute for long formulas.
    Each property is proved; what cannot be is named under not_decided. `actx help shape` explains each.
    """
    found = [_described(each) for each in resolve([spec], param)]
    if latex:
        lines = [f"{_latex(activation, deriv=deriv)}\n" for activation, _ in found]
        write_bytes(output, "".join(lines).encode())
        return
    if deriv:
        raise UsageError("--deriv goes with --latex")
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    if sink.writer.for_people:
        from actx.cli.pager import show

        text = "\n\n".join(
            _sheet(activation, spelled, sink, full=full, whole=all_) for activation, spelled in found
        )
        show(text, output, paged=not no_pager)
        return
    answers = [
        spelled | _fields(activation, _profile(activation)) | (_shape_fields(activation) if all_ else {})
        for activation, spelled in found
    ]
    if sink.writer.objects:
        names = dict.fromkeys(name for fields in answers for name in fields)
        objects = [{name: fields.get(name) for name in names} for fields in answers]
        write_records(objects, sink, answer="formula", whole=len(objects) == 1)
    else:
        rows = [
            {"field": name, "value": _text(each)}
            for fields in answers
            for name, value in fields.items()
            for each in (value if name in _A_LINE_EACH and value else [value])
        ]
        write_records(rows, sink, answer="value")


def _profile(activation: AnyActivation) -> Profile | None:
    return Profile(activation) if isinstance(activation, Activation) else None


def _shape_fields(activation: AnyActivation) -> dict[str, Any]:
    if not isinstance(activation, Activation):
        return {}
    from actx.cli.answers.shape import fields  # for start-up time
    from actx.core.analysis.shape import Shape

    return fields(Shape(activation.function))


def _sheet(
    activation: AnyActivation, spelled: Mapping[str, Any], sink: options.Sink, *, full: bool, whole: bool
) -> str:
    from actx.cli.answers.sheet import Sheet  # for start-up time
    from actx.core.names.across_frameworks import spellings_of

    profile = _profile(activation)
    fields = {**spelled, **_fields(activation, profile)}
    spellings = {} if activation.family == FORMULA_FAMILY else spellings_of(activation)
    number = shortest if full else six_digits
    return Sheet(activation, profile, fields, spellings, sink.screen, number, full=full, whole=whole).text()


def _fields(activation: AnyActivation, profile: Profile | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": activation.label,
        "aliases": list(activation.aliases),
        "family": activation.family,
        "formula": activation.formula,
    }
    if isinstance(activation, Activation) and profile is not None:
        fields |= _analysed(activation, profile)
    fields["params"] = parameter_text(activation, activation.overrides)
    if activation.family == FORMULA_FAMILY:
        if isinstance(activation, Activation):
            from actx.core.names.recognise import known_as  # which a name needs no more

            fields["known_as"] = known_as(activation)
    else:
        fields |= {"use": activation.use, "weakness": activation.weakness, "reference": activation.reference}
        fields |= _elsewhere(activation)
    return fields


def _described(resolved: Resolved) -> tuple[AnyActivation, dict[str, Any]]:
    """The activation, and what a framework's name was taken for, even where a setting is missing."""
    spelling = resolved.meaning.spelling
    if spelling is None:
        return resolved.activation, {}
    given = joined(resolved.meaning.settings, resolved.given)
    note = {"note": spelling.note} if spelling.note else {}
    return spelling.activation(given, lenient=True), {"spelling": spelling.spec(given)} | note


def _latex(activation: AnyActivation, *, deriv: bool) -> str:
    if not isinstance(activation, Activation):
        raise UsageError(f"{activation.name} is a function of a vector: its formula has no LaTeX")
    from actx.core.formula.differentiate import derivative
    from actx.core.formula.typeset import to_latex

    return to_latex(derivative(activation.symbolic) if deriv else activation.literal)


def _elsewhere(activation: AnyActivation) -> dict[str, Any]:
    from actx.core.names import across_frameworks

    return {
        "spellings": [
            spec for specs in across_frameworks.spellings_of(activation).values() for spec in specs
        ],
        "disagreements": across_frameworks.disagreements(activation),
        "slopes_elsewhere": across_frameworks.slopes_apart(activation),
    }


def _analysed(activation: Activation, profile: Profile) -> dict[str, Any]:
    from actx.core.formula.differentiate import derivative
    from actx.core.formula.typeset import to_latex, to_text

    slope, kinks = derivative(activation.symbolic), profile.kinks
    return {
        "derivative": to_text(slope),
        "latex": to_latex(activation.literal),
        "derivative_latex": to_latex(slope),
        "smoothness": profile.smoothness,
        "kinks": [kink.at for kink in kinks],
        "slope_left": [kink.left for kink in kinks],
        "slope_there": [kink.slope for kink in kinks],
        "slope_right": [kink.right for kink in kinks],
        **{item.key: getattr(profile, item.key) for item in PROPERTIES if item.key != "formula"},
        "at_least": profile.at_least,
    }


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value) or "none"
    if value is None:
        return "not decided"
    return shortest(value) if isinstance(value, float) else str(value)
