"""What Eva has taught the search of the demo: words of her customers, and pinned answers."""

from portal.accounts.joining import get_person
from portal.accounts.policy import ALL_AUDIENCES
from portal.accounts.queries import find_membership, signed_in_as
from portal.content.queries import find_reading
from portal.demo.cast import ADDRESSES
from portal.finding.guidance import Pin
from portal.finding.guiding import add_pin, add_synonyms
from portal.runtime import Runtime

SAME = (
    ("false clicks", "phantom clicks", "bot clicks", "clics fantômes"),
    ("attestation", "sign-off", "acknowledgement", "accusé de lecture"),
)
PINNED = (
    ("emails not arriving", "en", "users-do-not-receive-simulated-phishing-mail"),
    ("whitelist", "en", "allow-simulated-phishing-in-microsoft-365"),
)


def teach(runtime: Runtime) -> None:
    with runtime.database.writing() as db:
        membership = find_membership(db, get_person(db, ADDRESSES["eva"]).id)
        if membership is None:
            raise LookupError("the demo's editor belongs nowhere")
        eva = signed_in_as(membership, runtime.now())
        for phrases in SAME:
            add_synonyms(db, runtime, phrases, by=eva)
        for words, lang, slug in PINNED:
            item = find_reading(
                db, "article", slug, lang=lang, audiences=ALL_AUDIENCES, may_read_drafts=False
            )
            if item is None:
                raise LookupError(f"the demo pins {slug!r}, which is not there")
            add_pin(db, runtime, Pin(words, lang, (item.item_id,)), by=eva)
