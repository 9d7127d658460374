"""Links that lead nowhere: to a heading, an item or a site that is not there."""

import re
from collections.abc import Iterator

from portal.content.linking import HEADING_PREFIX, Link
from portal.content.policy import State
from portal.editing.findings import About, Finding, PageParts, Surroundings, Written, line_of
from portal.words import N_

SITE_ADDRESS = re.compile(r"/(article|video)s/([a-z0-9-]+)")
NO_TARGET = N_("The link %(link)s leads nowhere. Search for the article, or remove the link.")
NO_ANCHOR = N_("No heading is called %(link)s. Correct what stands behind the #.")
NOT_OPEN = N_("The link %(link)s leads to a text that readers cannot open now. Publish that first.")
DEAD = N_("%(link)s does not answer (%(problem)s). Look for its new address, or remove the link.")


def outside_addresses(page: PageParts) -> list[str]:
    """Return each web address that the page leads to, once."""
    found = (address.partition("#")[0] for address in page.addresses)
    return list(dict.fromkeys(one for one in found if one.lower().startswith(("http:", "https:"))))


def site_addresses(page: PageParts) -> dict[str, tuple[str, str]]:
    """Return kind and name of the items that the page leads to by their address here."""
    found = {one: SITE_ADDRESS.match(one) for one in page.addresses if one.startswith("/")}
    return {one: (match[1], match[2]) for one, match in found.items() if match}


def dead_links(text: Written, around: Surroundings) -> Iterator[Finding]:
    anchors = frozenset(heading.id for heading in text.headings)
    for link in text.links:
        if link.target == text.anchor_only:
            yield from _anchor(link, anchors, text.source)
        elif not link.is_picture:
            line = line_of(text.source, link.written)
            yield from _target(link.written, around.states.get(link.target), line)
    for address in site_addresses(text.parts):
        if line := line_of(text.source, f"({address}"):  # written so, not made of a link above
            yield from _target(address, around.states.get(address), line)
    for address in outside_addresses(text.parts):
        if problem := around.dead.get(address):
            line = line_of(text.source, address)
            yield Finding(About.LINKS, DEAD, {"link": address, "problem": problem}, line)


def _anchor(link: Link, anchors: frozenset[str], source: str) -> Iterator[Finding]:
    """A link within the text leads to one of its headings."""
    if link.heading and f"{HEADING_PREFIX}{link.heading}" not in anchors:
        named = f"#{link.heading}"
        yield Finding(About.LINKS, NO_ANCHOR, {"link": named}, line_of(source, named))


def _target(written: str, state: str | None, line: int | None) -> Iterator[Finding]:
    if state is None:
        yield Finding(About.LINKS, NO_TARGET, {"link": written}, line)
    elif state != State.PUBLISHED:
        yield Finding(About.LINKS, NOT_OPEN, {"link": written}, line)
