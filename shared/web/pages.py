"""What all pages share: two languages, three sizes of letters, and a policy that lets in nothing from elsewhere."""

from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, request
from flask_babel import Babel

TEMPLATES = Path(__file__).parent / "templates"
TRANSLATIONS = Path(__file__).parent / "translations"
CHOICES = {"lang": ("zh-CN", "en"), "size": ("normal", "large", "huge")}
"""What a visitor may choose on every page, by a link; kept in a cookie of the same name."""
_YEAR = 365 * 24 * 3600
_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def dress(app: Flask, hotline: str) -> None:
    """Give an application the frame of all pages, with the number that a person may ring instead."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(language=language, size=size, this_page=this_page, hotline=hotline)
    Babel(
        app,
        default_locale="zh_CN",
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: language().replace("-", "_"),
    )
    app.after_request(_finish)


def language() -> str:
    """What this visitor chose; without a word of theirs the first that their browser knows."""
    return _chosen("lang") or request.accept_languages.best_match(CHOICES["lang"]) or CHOICES["lang"][0]


def size() -> str:
    """The size of letters that this visitor chose."""
    return _chosen("size") or CHOICES["size"][0]


def this_page(**changed: str | int | None) -> str:
    """A link to the page in hand with some of its query changed; None leaves a part out."""
    return "?" + urlencode({name: value for name, value in {**request.args, **changed}.items() if value is not None})


def keep_nowhere(response: Response) -> Response:
    """To be said after each request for what no browser may keep and no search may find."""
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
    return response


def _chosen(what: str) -> str | None:
    said = (request.args.get(what), request.cookies.get(what))
    return next((one for one in said if one in CHOICES[what]), None)


def _finish(response: Response) -> Response:
    response.headers.update(_SECURITY_HEADERS)
    for what in CHOICES:
        if request.args.get(what) in CHOICES[what]:
            response.set_cookie(what, request.args[what], max_age=_YEAR, httponly=True, samesite="Lax")
    return response
