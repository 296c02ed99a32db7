"""What a figure file says of its origin: that actx drew it, and the command line that draws it again."""

from __future__ import annotations

from typing import Any, Final

# How the files of each format say that actx drew them.
_SIGNS: Final = (
    b"Software\0actx",  # png
    b"<dc:title>actx</dc:title>",  # svg
    b"/Creator (actx)",  # pdf
    b"Drawn by actx",  # the formats that Pillow writes
)


def is_own(content: bytes) -> bool:
    """Whether the content of a file, or its beginning and its end, is that of a figure of actx."""
    return any(sign in content for sign in _SIGNS)


def saving_options(suffix: str, title: str, command: str) -> dict[str, Any]:
    """The options of matplotlib's savefig that write the origin into a file, and no date.

    `command` is a command line, or empty.
    """
    comment = f"Drawn by actx: {command}"
    match suffix:
        case "png":
            return {"metadata": {"Title": title, "Software": "actx", "Comment": command}}
        case "svg":
            return {"metadata": {"Title": title, "Creator": "actx", "Description": command, "Date": None}}
        case "pdf":
            dateless = {"CreationDate": None}
            return {"metadata": {"Title": title, "Creator": "actx", "Subject": command, **dateless}}
        case "tif" | "tiff":
            return {"pil_kwargs": {"description": comment.encode("ascii", "backslashreplace").decode()}}
        case "webp":
            return {"pil_kwargs": {"xmp": comment.encode()}}
    return {"pil_kwargs": {"comment": comment.encode()}}
