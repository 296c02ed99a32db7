"""Where things are: the repository, its README, and the data of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
DATA: Final = ROOT / "tests/data"
