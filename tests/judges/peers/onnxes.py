"""ONNX by its own reference implementation, and the operators that ONNX Runtime adds."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from judges.peers.peer import NoKernelError, Peer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from judges.peers.peer import Settings

# Settings that are inputs of an operator, in their order; the rest are attributes.
INPUTS: Final = {"PRelu": ("slope",), "Clip": ("min", "max")}
# Operators that take the two halves of a vector as two inputs.
HALVES: Final = ("SwiGLU",)
REDUCTIONS: Final = ("ReduceLogSumExp",)
BIASED: Final = ("BiasGelu", "BiasSoftmax", "BiasSplitGelu")


class Onnx(Peer):
    package = "onnx"
    domain = ""

    def found(self, name: str) -> Any:
        onnx = import_module("onnx")
        operator, _, opset = name.partition("-")
        try:
            return onnx.defs.get_schema(operator, int(opset or onnx.defs.onnx_opset_version()), self.domain)
        except onnx.defs.SchemaError:
            raise KeyError(name) from None

    def _model(self, name: str, settings: Settings, inputs: dict[str, NDArray[Any]]) -> Any:
        onnx = import_module("onnx")
        helper = onnx.helper
        operator, _, opset = name.partition("-")
        attributes = self._defaults(name) | {
            key: value for key, value in settings.items() if key not in inputs
        }
        node = helper.make_node(operator, list(inputs), ["y"], domain=self.domain, **attributes)
        of_type = helper.np_dtype_to_tensor_dtype(np.dtype(self.wants))
        described = [
            helper.make_tensor_value_info(key, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)
            for key, array in inputs.items()
        ]
        result = helper.make_tensor_value_info("y", of_type, None)
        graph = helper.make_graph([node], "one_operator", described, [result])
        opsets = [helper.make_opsetid("", int(opset or onnx.defs.onnx_opset_version()))]
        if self.domain:
            opsets.append(helper.make_opsetid(self.domain, 1))
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _defaults(self, name: str) -> dict[str, Any]:
        """Those of the operator set; the reference implementation has some of later ones."""
        get = import_module("onnx").helper.get_attribute_value
        return {
            key: get(attribute.default_value)
            for key, attribute in self.found(name).attributes.items()
            if attribute.default_value.name
        }

    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        operator = name.partition("-")[0]
        x = x.astype(self.wants)
        if operator == "BiasSplitGelu":
            x = x[None]
        inputs = {"x": x}
        if operator in HALVES:
            first, second = np.split(x, 2, axis=-1)
            inputs = {"x": first, "x2": second}
        if operator in BIASED:
            inputs["bias"] = np.zeros(x.shape if operator == "BiasSoftmax" else x.shape[-1:], self.wants)
        if operator in REDUCTIONS:
            inputs["axes"] = np.array([-1])
        inputs |= {
            key: np.array(settings[key], self.wants) for key in INPUTS.get(operator, ()) if key in settings
        }
        return self._run(self._model(name, settings, inputs), inputs)

    def _run(self, model: Any, inputs: dict[str, NDArray[Any]]) -> NDArray[Any]:
        evaluator = import_module("onnx.reference").ReferenceEvaluator(model)
        result: NDArray[Any] = evaluator.run(None, inputs)[0]
        return result

    def exports(self) -> set[str]:
        onnx = import_module("onnx")
        return {schema.name for schema in onnx.defs.get_all_schemas() if schema.domain == self.domain}


class OnnxRuntime(Onnx):
    package = "onnxruntime"
    domain = "com.microsoft"
    wants = "float32"

    def _schemas(self) -> dict[str, Any]:
        runtime = import_module("onnxruntime.capi.onnxruntime_pybind11_state")
        schemas = runtime.get_all_operator_schema()
        return {schema.name: schema for schema in schemas if schema.domain == self.domain}

    def found(self, name: str) -> Any:
        return self._schemas()[name]

    def _defaults(self, name: str) -> dict[str, Any]:
        return {"axis": 1, "is_inner_broadcast": 1} if name.startswith("BiasSoftmax") else {}

    def _model(self, name: str, settings: Settings, inputs: dict[str, NDArray[Any]]) -> Any:
        return super()._model(f"{name}-21", settings, inputs)

    def _run(self, model: Any, inputs: dict[str, NDArray[Any]]) -> NDArray[Any]:
        runtime = import_module("onnxruntime")
        try:
            session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        except runtime.capi.onnxruntime_pybind11_state.NotImplemented as error:
            raise NoKernelError(str(error)) from None
        result: NDArray[Any] = session.run(None, inputs)[0]
        return result

    def exports(self) -> set[str]:
        return set(self._schemas())
