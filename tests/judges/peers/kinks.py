"""What is recorded of a spelling's slopes at kinks, with the settings to ask its framework by."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final

from places import DATA

from actx.core.activation import Activation
from actx.core.errors import ParameterError
from actx.core.names.slopes import with_slopes_of
from judges.peers.settings import as_spec, at_kinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.names.spelling import Spelling


def _unsettled() -> dict[str, str]:
    path = DATA / "slopes_unrecorded.tsv"
    with path.open(newline="") as stream:
        return {row["spelling"]: row["why"] for row in csv.DictReader(stream, delimiter="\t")}


# Spellings with settings of which no slopes are recorded, and why.
UNSETTLED: Final = _unsettled()


def conventions(spelling: Spelling) -> Iterator[tuple[dict[str, Any], Activation]]:
    """Settings, and the activation they mean with its framework's slopes through this spelling.

    Raises ParameterError for a kink without a record, which UNSETTLED does not name.
    """
    for settings in at_kinks(spelling):
        meant = spelling.activation(as_spec(settings))
        try:
            theirs = with_slopes_of(spelling.framework, meant, spelling)
        except ParameterError:
            if spelling.full not in UNSETTLED:
                raise
            continue
        assert isinstance(theirs, Activation)
        yield settings, theirs
