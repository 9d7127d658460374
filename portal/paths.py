"""Where templates, shipped content, static files and catalogues are, in a checkout or a wheel."""

import sys
from pathlib import Path

PORTAL = Path(__file__).resolve().parent
STATIC = PORTAL / "static"
LOCALES = PORTAL / "locales"
MIGRATIONS = PORTAL / "db" / "migrations"


def _beside_the_code(folder: str) -> Path:
    """A checkout holds the folder beside `portal/`; a wheel installs it under `share/`."""
    in_checkout = PORTAL.parent / folder
    if in_checkout.is_dir():
        return in_checkout
    return Path(sys.prefix) / "share" / "administrator-academy" / folder


TEMPLATES = _beside_the_code("templates")
ACADEMY_CONTENT = _beside_the_code("academy_content")
