"""What actx writes is read by other programs as the very numbers: by C's strtod, by NumPy and by pandas."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

import ml_dtypes
import numpy as np
import pytest
from process import run

if TYPE_CHECKING:
    from pathlib import Path

NARROW: Final = {
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
    "float8_e4m3fn": ml_dtypes.float8_e4m3fn,
    "float8_e5m2": ml_dtypes.float8_e5m2,
}
POINTS: Final = ("-5.5", "-0.3", "0.1", "1", "100")
C_PROGRAM: Final = r"""
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    char line[512];
    while (fgets(line, sizeof line, stdin)) printf("%a\n", strtod(line, NULL));
}
"""


@pytest.mark.parametrize("form", NARROW)
def test_the_numbers_of_a_narrow_format_are_in_it_for_a_reader_of_float64(form: str) -> None:
    values = np.loadtxt(io.BytesIO(run("eval", "gelu", *POINTS, "--dtype", form).stdout))
    assert np.array_equal(values, values.astype(NARROW[form]).astype(np.float64))


def test_strtod_reads_what_is_written(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    (tmp_path / "read.c").write_text(C_PROGRAM)
    subprocess.run([compiler, "read.c", "-o", "read"], cwd=tmp_path, check=True)
    for form in ("float64", "float32", *NARROW):
        written = run("eval", "gelu", *POINTS, "--dtype", form).stdout
        outcome = subprocess.run([tmp_path / "read"], input=written, capture_output=True, check=True)
        read = [float.fromhex(line) for line in outcome.stdout.decode().split()]
        array = np.load(io.BytesIO(run("eval", "gelu", *POINTS, "--dtype", form, "--format", "npy").stdout))
        assert np.array_equal(np.array(read).astype(array.dtype), array)
        assert form == "float32" or read == array.astype(np.float64).tolist()


def test_pandas_reads_what_is_written(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    run("deriv", "gelu", *POINTS, "--dtype", "bfloat16", "-o", "bf16.csv", cwd=tmp_path)
    frame = pandas.read_csv(tmp_path / "bf16.csv")
    assert list(frame.columns) == ["x", "y", "dy"]
    for column in frame.columns:
        values = frame[column].to_numpy()
        assert np.array_equal(values, values.astype(ml_dtypes.bfloat16).astype(np.float64))
