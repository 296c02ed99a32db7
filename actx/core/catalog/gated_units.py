"""Gated units: one half of a vector times a gate, which is a function of the other half."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Gate, Param, Vector

_SHAZEER: Final = "Shazeer 2020, GLU variants improve transformer, arXiv 2002.05202"
_DAUPHIN: Final = "Dauphin, Fan, Auli & Grangier 2016, Language modeling with gated convolutional networks"
_GATE_FIRST: Final = Param("gate", "1", "[1, 2]", whole=True)
_GATE_SECOND: Final = Param("gate", "2", "[1, 2]", whole=True)


RECORDS: Final = (
    Vector(
        name="glu",
        family="vector",
        gate=Gate("sigmoid(x)"),
        aliases=("gated_linear_unit",),
        params=(_GATE_SECOND,),
        formula="a_i*sigmoid(b_i), a the first half of x, b the second; with gate=1 sigmoid(a_i)*b_i",
        reference=f"{_DAUPHIN}, arXiv 1612.08083; its two halves in this order: PyTorch, nn.GLU",
        use="gated convolutional networks, and the convolution modules of the Conformer",
        weakness="halves the vector; the gate is the second half here, and the first in Shazeer's variants",
    ),
    Vector(
        name="reglu",
        family="vector",
        gate=Gate("relu(x)"),
        params=(_GATE_FIRST,),
        formula="relu(a_i)*b_i, a the first half of x, b the second; with gate=2 a_i*relu(b_i)",
        reference=f"{_SHAZEER}, equation 5",
        use=(
            "the feed-forward layers of sparse transformers: where the gate is closed, the output is exactly "
            "0"
        ),
        weakness="halves the vector, is not differentiable where the gate closes, and grows as a square",
    ),
    Vector(
        name="geglu",
        family="vector",
        gate=Gate("gelu(x)"),
        params=(_GATE_FIRST,),
        formula="gelu(a_i)*b_i, a the first half of x, b the second; with gate=2 a_i*gelu(b_i)",
        reference=f"{_SHAZEER}, equation 5",
        use="the feed-forward layers of transformers such as ModernBERT",
        weakness="which half is the gate differs by library, and so does erf or tanh: see geglu_tanh",
    ),
    Vector(
        name="geglu_tanh",
        family="vector",
        gate=Gate("gelu_tanh(x)"),
        params=(_GATE_FIRST,),
        formula="gelu_tanh(a_i)*b_i, a the first half of x, b the second; with gate=2 a_i*gelu_tanh(b_i)",
        reference=f"{_SHAZEER}, equation 5; with the tanh of gelu_new: T5 1.1 and Gemma",
        use="the feed-forward layers of T5 1.1 and of Gemma",
        weakness="another function than geglu, and called so in many places",
    ),
    Vector(
        name="swiglu",
        family="vector",
        gate=Gate("x*sigmoid(alpha*x)"),
        aliases=("silu_glu", "silu_and_mul"),
        params=(Param("alpha", "1"), _GATE_FIRST),
        formula="a_i*sigmoid(alpha*a_i)*b_i, a the first half of x, b the second; with gate=2 they swap",
        reference=f"{_SHAZEER}, equation 5; alpha: ONNX operator SwiGLU, version 28",
        use="the feed-forward layers of language models such as Llama",
        weakness="halves the vector and grows as a square: float16 overflows where both halves reach 256",
    ),
    Vector(
        name="bilinear",
        family="vector",
        gate=Gate("x"),
        aliases=("bilinear_glu",),
        formula="a_i*b_i, a the first half of x, b the second",
        reference=(
            f"{_SHAZEER}, equation 4; suggested by {_DAUPHIN}, arXiv 1612.08083, who credit Mnih & Hinton "
            "2007"
        ),
        use="a gated unit without a gate: what the others are measured by",
        weakness="no limit at large inputs, and no nonlinearity in either half alone",
    ),
    Vector(
        name="swiglu_oai",
        family="vector",
        gate=Gate(
            "min(x, limit)*sigmoid(alpha*min(x, limit))", "clip(x, -limit, limit) + 1", interleaved=True
        ),
        aliases=("swigluoai", "swiglu_gpt_oss"),
        params=(Param("alpha", "1.702"), Param("limit", "7", "(0, inf)")),
        formula="h*sigmoid(alpha*h)*(clip(x_2i, -limit, limit) + 1), h = min(x_(2i-1), limit)",
        reference=(
            "OpenAI 2025, gpt-oss-120b & gpt-oss-20b model card, arXiv 2508.10925; its code, function swiglu "
            "of gpt_oss/torch/model.py, with its defaults"
        ),
        use="the experts of gpt-oss",
        weakness=(
            "gate and value alternate, they are no halves; leaving out the clamp or the 1 raises no error"
        ),
    ),
    Vector(
        name="swiglu_clamped",
        family="vector",
        gate=Gate("silu(min(x, limit))", "clip(x, -limit, limit)"),
        params=(Param("limit", "10", "(0, inf)"),),
        formula="silu(min(a_i, limit))*clip(b_i, -limit, limit), a the first half of x, b the second",
        reference=(
            "DeepSeek-V4, its inference code, class Expert; default limit: swiglu_limit of its configuration"
        ),
        bounds="[-limit*silu(limit), limit*silu(limit)]",
        use="the experts of DeepSeek-V4",
        weakness="clamps before silu, where others clamp after it; no slope past the limit",
    ),
    Vector(
        name="swiglu_step",
        family="vector",
        gate=Gate("min(silu(x), limit)", "clip(x, -limit, limit)"),
        params=(Param("limit", "7", "(0, inf)"),),
        formula="min(silu(a_i), limit)*clip(b_i, -limit, limit), a the first half of x, b the second",
        reference=(
            "Step-3.5-Flash, its modeling code with swiglu_limits; default limit: of its routed experts (16 "
            "for shared ones)"
        ),
        bounds="[-limit**2, limit**2]",
        use="the layers of Step-3.5 that have a limit",
        weakness="clamps after silu, where others clamp before it; no slope past the limit",
    ),
)
