"""Options and reports of the whole test run."""

from __future__ import annotations

from itertools import chain

import pytest

ERRORS = "largest errors in ulps"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="thousands of points where some 150 are usual")


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether the run is to take its time, as in CI."""
    return bool(request.config.getoption("--thorough"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One table of the accuracy that was measured, from the properties that tests record (xdist keeps them)."""
    reports = chain.from_iterable(terminalreporter.stats.get(outcome, []) for outcome in ("passed", "failed"))
    rows = sorted(
        row for report in reports for key, row in getattr(report, "user_properties", []) if key == ERRORS
    )
    if rows:
        terminalreporter.section("largest errors against mpmath, in ulps")
        width = max(len(label) for label, *_ in rows)
        terminalreporter.write_line(f"{'activation':{width}}  points       f      f'")
        for label, points, value, slope in rows:
            terminalreporter.write_line(f"{label:{width}}  {points:6}  {value:6.4f}  {slope:6.4f}")
