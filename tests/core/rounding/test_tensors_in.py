"""Inputs of types that NumPy lacks, and tensors of the frameworks."""

from __future__ import annotations

import sys
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import ml_dtypes
import numpy as np
import pytest
from judges.sameness import same
from judges.truth import FORMATS, SHORTER
from nearest_input import LACKING, read_as
from process import execute

import actx

if TYPE_CHECKING:
    from collections.abc import Callable


# --- types that NumPy lacks ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LACKING)
def test_arrays_of_ml_dtypes_are_taken_exactly_and_have_their_format(name: str) -> None:
    dtype = np.dtype(LACKING[name])
    codes = np.arange(1 << 8 * dtype.itemsize, dtype=f"u{dtype.itemsize}")
    array = codes.view(dtype)
    with np.errstate(invalid="ignore"):  # of signalling nans
        wanted = array.astype(np.float64)
    found = read_as(array)
    assert found.dtype == np.float64
    assert same(found, wanted)
    # ml_dtypes rounds x/3 from float64, which is never so near to a tie that the first rounding counts.
    assert same(actx.activation("x/3")(array), (wanted / 3).astype(dtype).astype(np.float64))
    assert same(actx.activation("x/3")(array, dtype="float64"), wanted / 3)


@pytest.mark.parametrize("name", LACKING)
def test_scalars_and_lists_of_ml_dtypes_are_taken_too(name: str) -> None:
    kind = LACKING[name]
    third = float(kind(1 / 3))
    f = actx.activation("x/3")
    for each in (kind(1), [kind(1)], np.array(1, kind), [np.array([1], kind)]):
        assert (f(each) == third).all()
    assert actx.softmax(np.zeros(3, kind)).tolist() == [third] * 3
    # Among other numbers they are what they are, in the format of these.
    assert f([kind(1), 1]).tolist() == [1 / 3, 1 / 3]
    assert f([kind(1), 2**70, 1.0])[2] == 1 / 3


def test_other_types_of_ml_dtypes_are_float64() -> None:
    f = actx.activation("x/3")
    for name in ("float8_e4m3", "float8_e3m4", "int4", "uint4"):
        if hasattr(ml_dtypes, name) and name not in FORMATS:
            assert f(np.array([1], getattr(ml_dtypes, name))).tolist() == [1 / 3], name


@pytest.mark.parametrize(
    "array",
    [
        np.array([1j]),
        np.array(["a"]),
        np.array([b"a"]),
        np.array([(1, 2.0)], "i4,f8"),
        np.array([b"ab"], "V2"),
        np.array(["2020-01-01"], "M8[D]"),
        np.array([1], "m8[s]"),
        np.array([None], object),
        np.array(["1"], object),
        np.array([1j, 2**70], object),
    ],
)
def test_arrays_of_anything_but_real_numbers_are_a_type_error(array: Any) -> None:
    for each in (array, array[0], np.ma.array(array)):
        with pytest.raises(TypeError):
            actx.relu(each)
    with pytest.raises(TypeError):
        actx.softmax(array)


def test_a_list_that_holds_itself_is_an_error() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises((TypeError, ValueError)):
        actx.relu(endless)


@pytest.mark.parametrize("dtype", [ml_dtypes.bfloat16, np.dtype(ml_dtypes.bfloat16), "bfloat16"])
def test_a_format_may_be_asked_for_by_a_type_of_ml_dtypes(dtype: Any) -> None:
    assert actx.activation("x/3")(1.0, dtype=dtype) == float(ml_dtypes.bfloat16(1 / 3))


# --- tensors, without a framework ------------------------------------------------------------------------


class Dtype:
    """A framework's type: `torch.bfloat16` is printed so."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class Tensor:
    """What torch's tensors are to NumPy, for which bfloat16 has no array."""

    def __init__(self, values: Any, name: str, *, requires_grad: bool = False) -> None:
        self.values = np.asarray(values, np.float32)
        self.name = name
        self.requires_grad = requires_grad

    @property
    def dtype(self) -> Dtype:
        return Dtype(f"torch.{self.name}")

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.requires_grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad.\nUse tensor.detach().numpy() instead."
            )
        if self.name in LACKING:
            raise TypeError(f"Got unsupported ScalarType {self.name}")
        return self.values.astype(self.name)

    def float(self) -> Tensor:
        return Tensor(self.values, "float32", requires_grad=self.requires_grad)

    def item(self) -> Any:
        return self.values.item()


class Exported:
    """An array that is passed on by DLPack only."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __dlpack__(self, **options: Any) -> Any:
        return self.values.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self.values.__dlpack_device__()


@pytest.mark.parametrize("name", FORMATS)
def test_a_tensor_has_the_format_of_its_type(name: str) -> None:
    third = actx.activation("x/3")(1.0, dtype=name)
    f = actx.activation("x/3")
    x = Tensor([1, 1], name)
    assert f(x).tolist() == [third] * 2
    assert f(x).dtype == (name if name not in LACKING else np.float64)
    assert f([x, x]).tolist() == [[third] * 2] * 2
    assert f(Tensor(1, name)) == third
    assert actx.softmax(Tensor([0, 0, 0], name)).tolist() == [third] * 3
    assert f([x, [1.0, 1]]).tolist() == [[1 / 3] * 2] * 2
    assert f(x, dtype=Tensor(1, "float16").dtype).dtype == np.float16


@pytest.mark.parametrize("name", ["float32", "bfloat16"])
def test_a_tensor_that_gives_no_array_is_a_type_error_with_its_own_words(name: str) -> None:
    for each in (Tensor(1, name, requires_grad=True), [Tensor(1, name, requires_grad=True)]):
        with pytest.raises(TypeError, match="requires grad") as caught:
            actx.gelu(each)
        assert "\n" not in str(caught.value)


def test_what_is_passed_on_by_dlpack_is_an_array() -> None:
    found = actx.relu(Exported(np.array([-1, 2], np.float32)))
    assert found.dtype == np.float32
    assert found.tolist() == [0, 2]
    with pytest.raises(TypeError, match="Exported"):
        actx.relu(Exported(np.array(["a"])))


def test_no_framework_is_imported() -> None:
    code = (
        "import sys, numpy as np, actx; actx.gelu(np.ones(2, '>f4')); actx.softmax([1, 2**70]);"
        "actx.leaky_relu(1., alpha=np.float32(.2)); actx.exact('gelu', np.longdouble(1), 9);"
        "print(*{'torch', 'jax', 'ml_dtypes', 'tensorflow', 'mlx', 'tinygrad'} & set(sys.modules))"
    )
    outcome = execute([sys.executable, "-W", "error", "-c", code])
    assert (outcome.text, outcome.stderr, outcome.status) == ("\n", "", 0)


# --- tensors of the frameworks ---------------------------------------------------------------------------


def framework(test: Callable[[], None]) -> Callable[[], None]:
    """A test that runs where its framework is installed, whatever that warns of when it is imported."""
    marked: Callable[[], None] = pytest.mark.peers(pytest.mark.filterwarnings("ignore")(test))
    return marked


@framework
def test_tensors_of_torch() -> None:
    torch = pytest.importorskip("torch")
    f = actx.activation("x/3")
    for name in filter(partial(hasattr, torch), FORMATS):
        x = torch.tensor([1.0, -2.0, 0.0625]).to(getattr(torch, name))
        wanted = f(np.array([1.0, -2.0, 0.0625]), dtype=name)
        for each in (
            x,
            x.repeat_interleave(2)[::2],
            x.reshape(1, 3)[0],
            torch.nn.Parameter(x, requires_grad=False),
        ):
            assert same(f(each), wanted), name
        assert same(f([x, x]), [wanted, wanted])
        assert f(x[0]) == wanted[0]
        assert same(f([1.0, -2.0, 0.0625], dtype=x.dtype), wanted)
        assert same(actx.softmax(x.reshape(1, 3)), actx.softmax([[1.0, -2.0, 0.0625]], dtype=name))
        if not name.startswith("float8"):
            with pytest.raises(TypeError, match="detach"):
                f(x.clone().requires_grad_())
    every = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    assert same(read_as(every), every.double().numpy())
    assert read_as(torch.tensor([2**53 + 1, 1])).tolist() == [2.0**53, 1]
    assert read_as(torch.tensor([True])).tolist() == [1]
    for bad in (torch.tensor([1j]), torch.ones(1, device="meta"), torch.eye(2).to_sparse()):
        with pytest.raises(TypeError):
            f(bad)


@framework
def test_numbers_of_torch_are_parameters_and_exact() -> None:
    torch = pytest.importorskip("torch")
    for name in ("float64", "float32", "float16", "bfloat16"):
        alpha = torch.tensor(0.2, dtype=getattr(torch, name))
        assert actx.leaky_relu(-1.0, alpha=alpha) == -0.2
        assert actx.activation("torch.nn.LeakyReLU", negative_slope=alpha)(-1.0) == -0.2
        assert Fraction(actx.exact("identity", alpha, 100)) == Fraction(alpha.item())


@framework
def test_arrays_of_jax() -> None:
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    f = actx.activation("x/3")
    for name in filter(partial(hasattr, jnp), SHORTER):
        x = jnp.array([1.0, -2.0, 0.0625], name)
        wanted = f(np.array([1.0, -2.0, 0.0625]), dtype=name)
        assert same(f(x), wanted), name
        assert same(f([x, x]), [wanted, wanted])
        assert same(f(x[0]), wanted[0])
        assert same(f([1.0, -2.0, 0.0625], dtype=getattr(jnp, name)), wanted)
        assert same(actx.softmax(x), actx.softmax([1.0, -2.0, 0.0625], dtype=name))
    assert actx.leaky_relu(-1.0, alpha=jnp.float32(0.2)) == -0.2
    assert f([jnp.bfloat16(1), 1])[1] == 1 / 3
    for transform in (jax.jit, jax.grad):
        with pytest.raises(TypeError):
            transform(actx.gelu)(1.0)


@framework
def test_tensors_of_tensorflow() -> None:
    tf = pytest.importorskip("tensorflow")
    f = actx.activation("x/3")
    for name in ("float64", "float32", "float16", "bfloat16"):
        x = tf.constant([1.0, -2.0], getattr(tf, name))
        wanted = f([1.0, -2.0], dtype=name)
        for each in (x, tf.Variable(x)):
            assert same(f(each), wanted), name
        assert same(f([1.0, -2.0], dtype=x.dtype), wanted)
        assert actx.leaky_relu(-1.0, alpha=tf.constant(0.2, x.dtype)) == -0.2


@framework
def test_arrays_of_mlx() -> None:
    mx = pytest.importorskip("mlx.core")
    f = actx.activation("x/3")
    for name in ("float32", "float16", "bfloat16"):
        x = mx.array([1.0, -2.0], dtype=getattr(mx, name))
        wanted = f([1.0, -2.0], dtype=name)
        assert same(f(x), wanted), name
        assert same(f([1.0, -2.0], dtype=x.dtype), wanted)
        assert actx.leaky_relu(-1.0, alpha=mx.array(0.2, dtype=x.dtype)) == -0.2
