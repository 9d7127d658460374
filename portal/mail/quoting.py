"""What somebody wrote in a mail, without the mail they answered and without their signature."""

import re
from collections.abc import Collection, Sequence

LONGEST_ROW = 500  # a row longer than this is nobody's attribution, heading or signature
MOST_WRAPPED = 4  # rows over which mail programs wrap an attribution
MOST_HEADINGS = 10
LONGEST_SIGNATURE = 12
FULL_ROW = 60  # signs after which a mail program may have wrapped a quoted row

MARKS = "> |_#=~-–—«“‘\"'([{"
RULED = re.compile(r"_{10,}")
DASHED = re.compile(
    r"[-‐]{3,} ?(?:original (?:message|appointment)|m(?:essage|ail) original"
    r"|message (?:d.origine|initial|transféré)|forwarded(?: message| by .{1,80})?"
    r"|transféré.{0,80}|(?:on|le) .{1,200} (?:wrote|a écrit)"
    r"|ursprüngliche nachricht|original-nachricht|weitergeleitete nachricht) ?[-‐]{3,}"
    r"|begin forwarded message ?:|début du message (?:transféré|réexpédié) ?:"
    r"|anfang der weitergeleiteten nachricht ?:"
)
FROM = re.compile(r"(?:from|de|von|expéditeur) ?: ?\S")
DATE = re.compile(r"(?:sent|date|envoyé|envoyé le|gesendet|datum) ?:")
ABOUT = re.compile(r"(?:subject|objet|sujet|betreff) ?:")
FIRST_SIGNS = frozenset("-‐bdafve")  # of what DASHED and FROM match
STARTS = re.compile(r"(?:on|le|am|el|il|op|em) .{0,40}\d")
WROTE = re.compile(
    r"\b(?:wrote|writes|a écrit|escribió|ha scritto|escreveu) ?:$|\b(?:schrieb|schreef)\b"
)
UNDATED = re.compile(
    r"[^<>]{1,80} <[^<>\s]{1,260}> ?(?:wrote|writes|a écrit|schrieb) ?:"
    r"|\d{4}-\d\d-\d\d .{0,80}<\S{1,260}>:"
)
DATE_OR_TIME = re.compile(r"\d{4}|\d ?[:.hu] ?\d\d")
DEVICE = (
    r"(?:iphone|ipad|galaxy|android|samsung|smartphone|phone|mobile|tablet|blackberry|huawei|xiaomi"
    r"|pixel|téléphone|portable|appareil)"
)
PROGRAM = r"(?:outlook|mail (?:for|pour|für)|yahoo|proton|l.app|samsung|gmail|thunderbird|spark)"
SENT_FROM = re.compile(
    rf"(?:sent (?:from|with|via) (?:my [^:;?!]{{0,40}}{DEVICE}|{PROGRAM})"
    rf"|envoyé (?:de|depuis|à partir de|avec|par) (?:(?:mon|ma) [^:;?!]{{0,40}}{DEVICE}|{PROGRAM})"
    rf"|von mein.{{1,40}} gesendet|gesendet (?:von|mit) (?:mein.{{1,40}}{DEVICE}|{PROGRAM})"
    r"|get outlook for|(?:téléchargez|télécharger|obtenez|obtenir) outlook pour)"
    r"[^:;?!]{0,60}(?:<\S{0,200}>|\(\S{0,200}\))?"
)

POINTS_BELOW = re.compile(
    r"\b(?:below|underneath|in-?line|fyi|ci-dessous|ci-après|plus bas|pour info|unten|anbei"
    r"|in (?:red|blue|green|colou?r|bold|capitals|the text|your (?:text|e-?mail|mail|message))"
    r"|(?:en|in) (?:rouge|bleu|vert|couleur|gras|rot|blau|grün)"
    r"|dans (?:le texte|le corps|le mail|votre (?:texte|e-?mail|mail|courriel|message)))\b"
)


def own_words(text: str, lines: Collection[str]) -> str:
    """Return what its author wrote above the quoted mail and the signature.

    The whole text when that leaves nothing. `lines` are ours ("Write above this line to reply by
    e-mail.", in every language), quoted or not. A quote with own words below it stays.
    """
    rows = _without_signature(text.split("\n"))
    plain = _plain("\n".join(rows))
    answered = _last_answer(rows)
    end = _our_line(rows, plain, lines, answered)
    if end is None:
        end = _first_separator(rows, plain, answered)
    while (shorter := _without_tail(rows, plain, end)) < end:
        end = shorter
    return "\n".join(_without_signature(rows[:end])).strip() or text.strip()


def may_go_on_below(text: str, words: str, lines: Collection[str]) -> bool:
    """Whether what was cut may be meant to be read: they point there, or it is no mail of ours."""
    rest = text.strip().removeprefix(words).strip()
    if rest and POINTS_BELOW.search(words.lower()):
        return True
    is_ours = any(_key(line) in _key(rest) for line in lines)
    return not is_ours and any(map(FROM.match, _plain(rest)))


def _plain(text: str) -> list[str]:
    """Return the rows as the patterns want them: small letters, not bold, plain spaces; or ""."""
    rows = text.lower().replace("*", "").split("\n")
    return [" ".join(row.split()) if len(row) <= LONGEST_ROW else "" for row in rows]


def _is_quoted(row: str) -> bool:
    return row.lstrip(" ").startswith(">")


def _last_answer(rows: Sequence[str]) -> int:
    """Return the last row with own words: no quote, nor the rest of a wrapped one; or -1."""
    for at in range(len(rows) - 1, -1, -1):
        if rows[at].strip() and not _is_quoted(rows[at]) and not _is_wrapped(rows, at):
            return at
    return -1


def _is_wrapped(rows: Sequence[str], at: int) -> bool:
    """Whether a mail program broke the quoted row above, and forgot to mark what it broke off."""
    if not 0 < at < len(rows) - 1:
        return False
    above, below = rows[at - 1], rows[at + 1]
    return len(above) >= FULL_ROW and _is_quoted(above) and _is_quoted(below)


def _is_answered(rows: Sequence[str], start: int, answered: int) -> bool:
    """Whether what follows is a quote with own words below it."""
    first = next((at for at in range(start, len(rows)) if rows[at].strip()), None)
    return first is not None and _is_quoted(rows[first]) and answered > first


# Our line


def _key(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _our_line(
    rows: Sequence[str], plain: Sequence[str], lines: Collection[str], answered: int
) -> int | None:
    """Return where our line begins, quoted or not, unless own words stand below it in the quote."""
    keys = [key for line in lines if (key := _key(line))]
    starts = frozenset(key[0] for key in keys)
    for at, row in enumerate(plain):
        if row.lstrip(MARKS)[:1] in starts:
            last = _last_of(plain, at, keys)
            if last is not None and not (_is_quoted(rows[at]) and answered > last):
                return at
    return None


def _last_of(plain: Sequence[str], at: int, keys: Collection[str]) -> int | None:
    """Return the row in which the one of our lines ends that begins in row `at`, if one does."""
    told = ""
    for last in range(at, min(at + MOST_WRAPPED, len(plain))):
        told += _key(plain[last])
        if told in keys:
            return last
        if not any(key.startswith(told) for key in keys):
            return None
    return None


# What mail programs put above the mail they quote


def _first_separator(rows: Sequence[str], plain: Sequence[str], answered: int) -> int:
    """Return where the first mail begins that is quoted to the end; else the end."""
    for at, row in enumerate(plain):
        start = None
        if row.endswith(":"):
            start = _attribution(plain, at)
            if start is not None and answered > at and not _is_sure(plain[start : at + 1]):
                start = None
        if start is None and row and row[0] in FIRST_SIGNS:
            is_start = DASHED.fullmatch(row) or _heads_mail(plain, at, len(plain))
            start = at if is_start else None
        if start is not None and not _is_answered(rows, at + 1, answered):
            return start
    return len(rows)


def _is_sure(attribution: Sequence[str]) -> bool:
    """Whether nobody would write so of their own: needed where no quote follows."""
    said = " ".join(attribution)
    return "@" in said and DATE_OR_TIME.search(said) is not None


def _heads_mail(plain: Sequence[str], at: int, end: int) -> bool:
    """Whether the fields of a mail begin here: who, when, about what."""
    if not FROM.match(plain[at]):
        return False
    rows = plain[at + 1 : min(at + MOST_HEADINGS, end)]
    return any(map(DATE.match, rows)) and any(map(ABOUT.match, rows))


def _attribution(plain: Sequence[str], at: int) -> int | None:
    """Return where the "On … wrote:" that ends in this row begins; it may be wrapped."""
    if not plain[at].endswith(":"):
        return None
    said = ""
    for start in range(at, max(-1, at - MOST_WRAPPED), -1):
        row = plain[start]
        said = f"{row} {said}".rstrip()
        if STARTS.match(row) and WROTE.search(said):
            return start
        if not row or (start > 0 and plain[start - 1].endswith((".", "!", "?"))):
            break
    return at if UNDATED.fullmatch(plain[at]) else None


# The end of what was written


def _without_tail(rows: Sequence[str], plain: Sequence[str], end: int) -> int:
    """Return where the rows end without blank ones, quotes and what stands above a quote."""
    while end and (not rows[end - 1].strip(" \t>\u00a0") or _is_quoted(rows[end - 1])):
        end -= 1
    if not end:
        return 0
    start = _attribution(plain, end - 1)
    if start is not None:
        return start
    if RULED.fullmatch(plain[end - 1]) or DASHED.fullmatch(plain[end - 1]):
        return end - 1
    return _without_fields(plain, end)


def _without_fields(plain: Sequence[str], end: int) -> int:
    """Return where the fields of a mail that end here begin, else `end`."""
    for at in range(end - 1, max(-1, end - MOST_HEADINGS), -1):
        if not plain[at]:
            return end
        if _heads_mail(plain, at, end):
            return at
    return end


def _without_signature(rows: Sequence[str]) -> list[str]:
    """Return the rows without a signature at their end, nor "Sent from my phone".

    Two dashes above and below something are a rule around it.
    """
    kept = list(rows)
    while kept and (not kept[-1].strip() or SENT_FROM.fullmatch(_plain(kept[-1])[0])):
        kept.pop()
    near = range(max(0, len(kept) - LONGEST_SIGNATURE - 1), len(kept))
    dashes = [at for at in near if kept[at].rstrip() == "--"]
    if not dashes or any(map(_is_quoted, kept[dashes[0] :])):
        return kept
    between = kept[dashes[0] : dashes[-1]]
    return kept if any(row.strip(" -") for row in between) else kept[: dashes[0]]
