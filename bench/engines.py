"""The engines that are measured side by side."""

from collections.abc import Callable
from pathlib import Path

from search.interface import SearchEngine
from search.tantivy_engine import TantivyEngine
from search.whoosh_engine import WhooshEngine

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {
    "whoosh": WhooshEngine,
    "tantivy": TantivyEngine,
}
