"""A small bilingual help centre to search in, and short ways to ask."""

from search.interface import Document, Moment, Query, Results, SearchEngine

PUBLIC = frozenset({"customers"})


def document(name: str, title: str, **details) -> Document:
    fields = {"kind": "article", "lang": "en", "topic": "access", "audience": "customers"}
    return Document(**{**fields, "id": name, "slug": name, "title": title, **details})


DOCUMENTS = (
    document(
        "reset-password",
        "Reset your password",
        summary="Choose a new password when you cannot sign in.",
        headings=("Ask for a link", "Choose a new one"),
        tags=("password", "sign-in"),
        body="Open the sign-in page and follow the link we send you. The link works for one hour.",
    ),
    document(
        "sso",
        "Single sign-on with SAML",
        summary="Connect your identity provider.",
        body="Upload the certificate of your provider. Passwords are then checked by your company.",
    ),
    document(
        "export-audit-log",
        "Export the audit log",
        topic="audit",
        body="Administrators download the audit log as a file and keep the certificate beside it.",
    ),
    document(
        "rotate-keys",
        "Rotate signing keys",
        topic="audit",
        audience="staff",
        body="Only staff replace the certificate of the audit service.",
    ),
    document(
        "mot-de-passe",
        "Réinitialiser un mot de passe",
        lang="fr",
        summary="Choisir un nouveau mot de passe.",
        body="L’authentification échoue ? Ouvrez la page d’accueil. Un courriel d'hameçonnage "
        "imite nos messages de réinitialisation.",
    ),
    document(
        "certificat",
        "Renouveler le certificat SAML",
        lang="fr",
        topic="audit",
        body="Les administrateurs remplacent les certificats avant leur échéance.",
    ),
    document(
        "audit-tour",
        "A tour of the audit pages",
        kind="video",
        topic="audit",
        summary="Eight minutes with an auditor.",
        moments=(
            Moment(0.0, "Welcome", "chapter"),
            Moment(95.5, "Filter by retention period", "chapter"),
            Moment(12.0, "hello and welcome to the tour", "cue"),
            Moment(101.25, "retention is how long entries are kept", "cue"),
            Moment(140.0, "the retention period is set for each organisation", "cue"),
            Moment(200.0, "and the retention ends there", "cue"),
        ),
    ),
)


def ask(engine: SearchEngine, text: str, asking=None, **options) -> Results:
    options = {"prefer_lang": "en", "audiences": PUBLIC, **options}
    return (asking or engine.find)(Query(text, **options))


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]
