"""A search engine that remembers its answers while the content stays as it is."""

from dataclasses import dataclass, field

from search.interface import Query, Results, SearchEngine


@dataclass
class RememberedAnswers:
    """Asks the engine once for each question."""

    engine: SearchEngine
    known: dict[Query, Results] = field(default_factory=dict)

    def find(self, query: Query) -> Results:
        if query not in self.known:
            self.known[query] = self.engine.find(query)
        return self.known[query]

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)
