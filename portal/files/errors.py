"""Why a file is not taken: each names the file and what would do."""


class FileRefused(Exception):
    """One file is not taken; the others are. `sentence` is a gettext message."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts
