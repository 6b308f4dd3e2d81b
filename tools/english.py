"""The English of the pages: every Chinese sentence of the templates, in their order, with what a person translated."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

CATALOGUE = Path("shared/web/translations/en/LC_MESSAGES/messages.po")
HEADER = """\
# The English of the pages. `make generate` keeps it in step with the templates; `make dress` compiles it.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
TEMPLATES = [("**/templates/**.html", "jinja2")]
ROOMS = ("services", "shared")


def said(root: Path) -> Catalog:
    """Every sentence that the templates say, with the files that say it."""
    catalogue = Catalog(locale="en")
    for room in ROOMS:
        for file, _, message, _, context in sorted(extract_from_dir(root / room, TEMPLATES), key=lambda one: one[:2]):
            catalogue.add(message, locations=[(f"{room}/{file}", 0)], context=context)
    return catalogue


def translated(root: Path) -> Catalog:
    """What the catalogue holds now."""
    with (root / CATALOGUE).open("rb") as file:
        return read_po(file, locale="en")


def files(root: Path) -> dict[str, str]:
    """The catalogue in step with the templates; a sentence that is new stands there without English."""
    catalogue, written = translated(root), BytesIO()
    catalogue.update(said(root), no_fuzzy_matching=True, update_creation_date=False)
    write_po(written, catalogue, width=120, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return {str(CATALOGUE): HEADER + written.getvalue().decode()}
