"""Where a place stands in the county: the path of a site, made from its division code."""

import re

_CODE = re.compile(r"(\d{6})(\d{3})?(\d{3})?")


def site_path(code: str) -> str:
    """The path of a division code of 6, 9 or 12 digits: `620821102205` is `620821/102/205`.

    Raises ValueError for anything else.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError("a site code has 6 digits (center), 9 (office) or 12 (station)")
    return "/".join(part for part in match.groups() if part)


def within(scope: str, path: str) -> bool:
    """Whether `path` is the site `scope` or lies below it."""
    return path == scope or path.startswith(f"{scope}/")
