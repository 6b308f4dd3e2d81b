"""The document of each service's API, as the service itself serves it under /api/v1/openapi.json."""

from shared.db import Database
from shared.runtime import web_app
from tools.registry import SERVICES, service_of
from tools.text import as_json

_RENAMED_IN_PYTHON_3_13 = {
    "UNPROCESSABLE_CONTENT": "UNPROCESSABLE_ENTITY",
    "Unprocessable Content": "Unprocessable Entity",
}


def files() -> dict[str, str]:
    """One document for each service."""
    return {f"docs/openapi/{name}.json": _document(name) for name in SERVICES}


def _document(name: str) -> str:
    app = web_app(service_of(name), Database("sqlite://"))
    text = as_json(app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict())
    for new, old in _RENAMED_IN_PYTHON_3_13.items():
        text = text.replace(new, old)
    return text
