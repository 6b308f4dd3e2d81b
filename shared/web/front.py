"""The front of the house: one plain page that says what answers where, until the residents' menu takes its place."""

from collections.abc import Sequence

from flask import Flask, Response, render_template, request

LANGUAGES = ("zh-CN", "en")


def front_page(services: Sequence[str]) -> Flask:
    """The application for everything that belongs to no service."""
    app = Flask(__name__, static_url_path="/static")

    @app.get("/")
    def front() -> str:
        asked = request.args.get("lang")
        language = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
        return render_template(f"front.{language}.html", services=services)

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return app
