"""A certificate as JSON that a person can read: a part of the line is a line, and so is an expression."""

from __future__ import annotations

import json
from typing import Any, Final

_WIDTH: Final = 110


def text(value: Any, indent: int = 0) -> str:
    """JSON; what is no expression and wider than a line is broken, an item a line."""
    short = json.dumps(value)
    is_expression = isinstance(value, list) and value and isinstance(value[0], str)
    if len(short) + indent <= _WIDTH or is_expression or not isinstance(value, (dict, list)):
        return short
    inside = indent + 1
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {text(each, inside)}" for key, each in value.items()]
    else:
        items = [text(each, inside) for each in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(" " * inside + item for item in items)
    return f"{start}\n{lines}\n{' ' * indent}{end}"
