"""Every recorded spelling is called, in the frameworks that are installed, and compared with what actx says.

`pytest -m peers` runs these alone, after `pip install '.[peers]'`; what is not installed is skipped by name.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from judges.peers.installed import PEERS, installed
from judges.peers.kinks import conventions
from judges.peers.peer import AXES, Differentiating, NoKernelError
from judges.peers.settings import as_spec, tried
from places import DATA

from actx.core.activation import Activation, VectorActivation
from actx.core.analysis.branch_points import branch_points
from actx.core.names.frameworks import FRAMEWORKS
from actx.core.names.lookup import activations
from actx.core.names.slopes import with_slopes_of
from actx.core.names.spec import activation
from actx.core.names.spelling import every_spelling

if TYPE_CHECKING:
    from judges.peers.peer import Peer

    from actx.core.names.spelling import Spelling

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

# None of them at a kink, nor an ulp beside one.
POINTS: Final = np.linspace(-4.03, 4.07, 200)
VECTORS: Final = np.random.default_rng(7).normal(0, 2, (20, 10))
# Float64 is mostly off by 1e-16, and by 5e-8 where a constant or a part of it is float32; float32 by 1e-7.
# Between the two forms of gelu lie up to 4.7e-4, and up to 0.04 between two slopes of 0.01 and 0.02.
CLOSE: Final = {"float64": 2e-7, "float32": 2e-6}


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


# What is further off than its format explains, with the reason; and the settings that a framework refuses.
LOOSER: Final = {row["spelling"]: float(row["within"]) for row in _read("peer_errors.tsv")}
# What is another function than the one that its documentation describes.
FAULTS: Final = {row["spelling"] for row in _read("peer_faults.tsv")}
# It draws its noise.
RANDOM: Final = ("torch.nn.functional.gumbel_softmax",)
CALLED: Final = [each for each in every_spelling() if each.framework in PEERS and each.full not in RANDOM]


def _asked(spelling: Spelling) -> Peer:
    """The framework, which must have the spelling if it is the version that was recorded."""
    peer = installed(spelling.framework)
    if not peer.has(spelling.name):
        recorded = FRAMEWORKS[spelling.framework].version
        assert peer.version() != recorded, f"{spelling.full} is not in {recorded}: remove it"
        pytest.skip(f"{spelling.full} is not in the installed version, {peer.version()}")
    return peer


def _close(spelling: Spelling, peer: Peer) -> float:
    return LOOSER.get(spelling.full, CLOSE[peer.wants])


@pytest.mark.parametrize("spelling", CALLED, ids=lambda each: each.full)
def test_a_spelling_means_what_the_framework_computes(spelling: Spelling) -> None:
    peer = _asked(spelling)
    for settings in tried(spelling):
        meant = spelling.activation(as_spec(settings))
        x: Any = VECTORS if isinstance(meant, VectorActivation) else POINTS
        axis = {each.name: -1 for each in spelling.parameters if each.name in AXES}
        try:
            got = peer.values(spelling.name, {**settings, **axis}, x.astype(peer.wants))
        except NoKernelError as error:
            pytest.skip(f"{spelling.full}: {error}")
        true = np.asarray(meant(x.astype(peer.wants).astype("float64")))
        if got.ndim < true.ndim:  # a sum of each vector
            true = true[..., 0]
        near = pytest.approx(true, rel=_close(spelling, peer), abs=_close(spelling, peer))
        if spelling.full in FAULTS:
            assert got != near, f"{spelling.full} is no longer wrong: take it out of peer_faults.tsv"
        else:
            assert got == near, settings


VECTOR_NAMES: Final = {record.name for record in activations() if isinstance(record, VectorActivation)}
DIFFERENTIATED: Final = [
    each
    for each in CALLED
    if isinstance(PEERS[each.framework], Differentiating) and each.means.partition(":")[0] not in VECTOR_NAMES
]


@pytest.mark.parametrize("spelling", DIFFERENTIATED, ids=lambda each: each.full)
def test_its_slopes_are_those_of_the_framework(spelling: Spelling) -> None:
    peer = _asked(spelling)
    assert isinstance(peer, Differentiating)
    settings = next(tried(spelling))
    meant = spelling.activation(as_spec(settings))
    assert isinstance(meant, Activation)
    points = POINTS.astype(peer.wants)
    got = peer.slopes(spelling.name, settings, points)
    within = max(1e-7, 5 * _close(spelling, peer))
    assert got == pytest.approx(meant.deriv(points.astype("float64")), rel=within, abs=within)


@pytest.mark.parametrize("spelling", DIFFERENTIATED, ids=lambda each: each.full)
def test_its_slopes_at_kinks_are_the_recorded_ones(spelling: Spelling) -> None:
    peer = _asked(spelling)
    assert isinstance(peer, Differentiating)
    within = max(1e-6, _close(spelling, peer))
    for settings, theirs in conventions(spelling):
        branches = [point.at for point in branch_points(theirs.function)]
        for at in {*theirs.slopes, *(point for point in branches if _is_exact(point, peer))}:
            (got,) = peer.slopes(spelling.name, settings, np.array([float(at)], peer.wants))
            assert got == pytest.approx(float(theirs.deriv(float(at))), rel=within, abs=within), (
                settings,
                at,
            )


def _is_exact(point: Fraction, peer: Peer) -> bool:
    """Whether it is a number of the peer's format."""
    return Fraction(float(np.dtype(peer.wants).type(float(point)))) == point


@pytest.mark.parametrize("name", ["keras", "keras2"])
def test_a_layer_that_has_learned_another_slope_has_the_recorded_one_at_0(name: str) -> None:
    peer = installed(name)
    assert isinstance(peer, Differentiating)
    peer.load()
    keras = import_module(peer.package)
    for alpha in (0.25, 2.0):
        settings = {"alpha_initializer": keras.initializers.Constant(alpha)}
        got = peer.slopes("layers.PReLU", settings, np.array([[-1.0, 0.0, 1.0]]))
        theirs = with_slopes_of(name, activation(f"prelu:alpha={alpha}"))
        assert got.tolist() == theirs.deriv([[-1.0, 0.0, 1.0]]).tolist()


@pytest.mark.parametrize("framework", PEERS)
def test_every_activation_that_a_framework_exports_is_recorded_or_left_out(framework: str) -> None:
    peer = installed(framework)
    recorded = {each.name for each in every_spelling() if each.framework == framework}
    left_out = {
        name
        for row in _read("left_out.tsv")
        if row["framework"] == framework
        for name in row["names"].split()
    }
    exported = peer.exports()

    missing = exported - recorded - left_out
    assert not missing, (
        f"{framework} exports {', '.join(sorted(missing))}: record it in actx/core/names/spellings/"
        f"{framework}.tsv, or say in tests/data/left_out.tsv why not"
    )
    both = recorded & left_out
    assert not both, f"{framework}: {', '.join(sorted(both))} is recorded and left out"


@pytest.mark.parametrize("framework", PEERS)
def test_the_installed_version_is_the_recorded_one(framework: str) -> None:
    peer = installed(framework)
    if peer.version() != FRAMEWORKS[framework].version:
        pytest.skip(
            f"{framework} {peer.version()} is installed, and {FRAMEWORKS[framework].version} recorded"
        )


def test_gelu_cannot_pass_for_its_approximation_nor_a_slope_for_its_double() -> None:
    for one, other in (("gelu", "gelu_tanh"), ("leaky_relu", "leaky_relu:alpha=0.02")):
        first, second = activation(one), activation(other)
        assert isinstance(first, Activation)
        assert isinstance(second, Activation)
        apart = np.abs(first(POINTS) - second(POINTS)).max()
        assert apart > 20 * max(CLOSE.values())
