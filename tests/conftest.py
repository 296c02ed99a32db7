"""What several test modules need of a real session: a bin folder, and a folder with files of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from process import install_bin_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def bin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an `actx` in it, for the front of PATH."""
    return install_bin_folder(tmp_path_factory.mktemp("bin"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of inputs: good ones, and one for each way in which a file can be bad."""
    texts = {
        "numbers.txt": "-1, 0.25\n3\n",
        "bad.txt": "0.5\noops\n2\n",
        "old.txt": "old\n",
        "text.npy": "1\n2\n",
        "empty.txt": "",
        "blank.txt": " \n\n",
    }
    arrays = {
        "numbers": np.array([-1.0, 0.25, 3.0]),
        "integers": np.array([-1, 2]),
        "matrix": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "strings": np.array(["1"]),
        "objects": np.array([None], dtype=object),
        "complex": np.array([1j]),
        "empty": np.array([]),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
    (tmp_path / "binary.bin").write_bytes(bytes(range(256)))
    (tmp_path / "damaged.npy").write_bytes((tmp_path / "numbers.npy").read_bytes()[:-3])
    (tmp_path / "folder").mkdir()
    return tmp_path
