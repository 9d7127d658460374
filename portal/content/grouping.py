"""Which files are versions of one item, and which stored item that is."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from portal.content.manuscripts import Complain, Manuscript
from portal.content.policy import place_of
from portal.web.languages import LANGUAGES

Key = tuple[str, str, str]


@dataclass(frozen=True)
class StoredVersion:
    """A translation as the database knows it."""

    item_id: UUID
    topic: str
    is_original: bool


@dataclass(frozen=True)
class Stored:
    """What the database holds, as far as a content folder can refer to it."""

    topics: frozenset[str] = frozenset()
    media_ids: Mapping[str, UUID] = field(default_factory=dict)
    versions: Mapping[Key, StoredVersion] = field(default_factory=dict)
    old_names: Mapping[Key, str] = field(default_factory=dict)  # and the shelf

    def files(self) -> set[str]:
        """Return the paths under which stored items stand, or stood, in a folder."""
        topics = {key: version.topic for key, version in self.versions.items()}
        return {
            str(place_of(kind, lang, topic, slug))
            for (kind, lang, slug), topic in {**self.old_names, **topics}.items()
        }

    @cached_property
    def by_item(self) -> Mapping[UUID, Mapping[str, Key]]:
        """The stored versions of each item by language."""
        found: dict[UUID, dict[str, Key]] = {}
        for key, version in self.versions.items():
            found.setdefault(version.item_id, {})[key[1]] = key
        return found

    def original_of(self, item_id: UUID | None) -> Key | None:
        keys = self.by_item.get(item_id, {}).values() if item_id else ()
        return next((key for key in keys if self.versions[key].is_original), None)

    def key_of(self, item_id: UUID, lang: str) -> Key | None:
        """Return the stored version of an item in a language."""
        return self.by_item.get(item_id, {}).get(lang)


@dataclass(frozen=True)
class Group:
    """The versions of one item, the original first; `item_id` is None for a new item."""

    original_lang: str
    members: tuple[Manuscript, ...]
    item_id: UUID | None

    @property
    def given_id(self) -> UUID | None:
        """The id that the files give the item."""
        return next((m.written.matter.id for m in self.members if m.written.matter.id), None)

    @property
    def first(self) -> Manuscript:
        return self.members[0]


def group(
    manuscripts: Sequence[Manuscript], stored: Stored, complain: Complain
) -> tuple[Group, ...]:
    """Return the manuscripts by item."""
    by_key = {manuscript.key: manuscript for manuscript in manuscripts}
    members: dict[Key, list[Manuscript]] = {}
    for manuscript in manuscripts:
        root = _root(manuscript, by_key, stored, complain)
        together = members.setdefault(root, [])
        together.insert(0 if root == manuscript.key else len(together), manuscript)
    ordered = sorted(members.items(), key=lambda pair: not _is_stored_original(pair[0], stored))
    claimed: set[UUID] = set()
    return tuple(
        _group(root, together, stored, by_key.keys(), claimed, complain)
        for root, together in ordered
    )


def _root(
    manuscript: Manuscript, by_key: Mapping[Key, Manuscript], stored: Stored, complain: Complain
) -> Key:
    """Return the key of the original that `translation_of` leads to."""
    seen, current = {manuscript.key}, manuscript
    while name := current.written.matter.translation_of:
        found = _named(current, name, by_key, stored)
        if found is None or found in seen:
            why = "leads back to this file" if found else "does not exist in another language"
            complain(manuscript.complaint("translation_of", f"The {manuscript.kind} {name} {why}."))
            return manuscript.key
        if found not in by_key:
            return found
        seen.add(found)
        current = by_key[found]
    return current.key


def _named(
    manuscript: Manuscript, slug: str, by_key: Mapping[Key, Manuscript], stored: Stored
) -> Key | None:
    """Return the item of the same kind with that slug in another language, or with that id."""
    own_id = manuscript.written.matter.id
    others = [(manuscript.kind.value, lang, slug) for lang in LANGUAGES if lang != manuscript.lang]
    here = [key for key in others if key in by_key]
    same = [key for key in here if own_id and by_key[key].written.matter.id == own_id]
    known = [key for key in others if key in stored.versions]
    return next(iter([*same, *here, *known]), None) or stored.original_of(own_id)


def _is_stored_original(key: Key, stored: Stored) -> bool:
    return key in stored.versions and stored.versions[key].is_original


def _group(
    root: Key,
    members: list[Manuscript],
    stored: Stored,
    in_folder: Set[Key],
    claimed: set[UUID],
    complain: Complain,
) -> Group:
    keys = [root, *(member.key for member in members)]
    given = [m.written.matter.id for m in members if m.written.matter.id in stored.by_item]
    candidates = [
        *filter(None, given),
        *(stored.versions[key].item_id for key in keys if key in stored.versions),
    ]
    item_id = next((found for found in candidates if found not in claimed), None)
    if item_id is not None:
        claimed.add(item_id)
    found = Group(root[1], tuple(members), item_id)
    _check_group(found, complain)
    if item_id is not None:
        _check_against_stored(found, item_id, stored, in_folder, complain)
    return found


def _check_group(found: Group, complain: Complain) -> None:
    by_lang: dict[str, Manuscript] = {}
    for member in found.members:
        twin = by_lang.setdefault(member.lang, member)
        if twin is not member:
            sentence = f"{twin.file} is the version in this language already."
            complain(member.complaint("translation_of", sentence))
        for key in ("topic", "audience"):
            if getattr(member.written.matter, key) != getattr(found.first.written.matter, key):
                sentence = f"'{key}' differs from {found.first.file}, of which this is a version."
                complain(member.complaint(key, sentence))


def _check_against_stored(
    found: Group, item_id: UUID, stored: Stored, in_folder: Set[Key], complain: Complain
) -> None:
    """A file that was renamed takes its version's place; two versions in one language clash."""
    mine = {member.key for member in found.members}
    for member in found.members:
        holder = stored.key_of(item_id, member.lang)
        is_renamed = member.key not in stored.versions and holder not in in_folder
        if holder is None or holder in mine or is_renamed:
            continue
        sentence = f"This item has a version in this language already: {holder[2]}."
        complain(member.complaint("translation_of", sentence))
