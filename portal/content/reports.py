"""What an import did, or would do, by file."""

from dataclasses import dataclass, field


@dataclass
class ImportReport:
    """What an import did, by file."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # changed in the workspace alone, or chosen so
    conflicts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
