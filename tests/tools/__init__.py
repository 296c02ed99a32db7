"""Programs run by hand, from the root of the repository: `PYTHONPATH=tests python -m tools.NAME`."""
