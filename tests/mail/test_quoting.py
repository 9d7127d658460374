"""What somebody wrote in a mail, told apart from what their program put around it."""

from time import process_time

import pytest

from portal.mail.quoting import may_go_on_below, own_words

ENGLISH = "Write above this line to reply by e-mail."
FRENCH = "Pour répondre par courriel, écrivez au-dessus de cette ligne."
LINES = (ENGLISH, FRENCH)

GMAIL = """We have three.

On Sat, Nov 28, 2026 at 8:45 AM Administrator Academy <
help+7k3q94txaaaabbbbccccdddd@academy.example> wrote:

> Write above this line to reply by e-mail.
>
> Hello Cleo,
>
> how many users do you have?
>
"""
GMAIL_FR = """Nous en avons trois.

Le sam. 28 nov. 2026 à 08:45, Administrator Academy <
help+7k3q94txaaaabbbbccccdddd@academy.example> a écrit\u00a0:

> Pour répondre par courriel, écrivez au-dessus de cette ligne.
>
> Bonjour Cléo,
"""
GMAIL_WITHOUT_OUR_LINE = """We have three.

--\x20
Cleo Hart
Northwind Traders

On Sat, 28 Nov 2026 at 08:45, Administrator Academy
<help@academy.example>
wrote:

> how many users do you have?
"""
OUTLOOK = """We have three.

Kind regards
Cleo

________________________________
From: Administrator Academy <help+7k3q@academy.example>
Sent: Saturday, November 28, 2026 8:45 AM
To: Cleo Hart <cleo@northwind.example>
Subject: Our answer to AA-7K3Q-94TX: No export

Write above this line to reply by e-mail.

Hello Cleo,

how many users do you have?
"""
OUTLOOK_FR = """Nous en avons trois.

________________________________
De\u00a0: Administrator Academy <help@academy.example>
Envoyé\u00a0: samedi 28 novembre 2026 08:45
À\u00a0: Cléo Hart <cleo@northwind.example>
Cc\u00a0: Finn Berg <finn@northwind.example>
Objet\u00a0: Notre réponse à AA-7K3Q-94TX

Bonjour Cléo,
combien d’utilisateurs avez-vous ?
"""
OUTLOOK_BOLD = """We have three.

*From:* Administrator Academy <help@academy.example>
*Sent:* 28 November 2026 08:45
*To:* Cleo Hart <cleo@northwind.example>;
 Finn Berg <finn@northwind.example>
*Subject:* No export

Hello Cleo
"""
OUTLOOK_DE = """Wir haben drei.

Von: Administrator Academy <help@academy.example>
Gesendet: Samstag, 28. November 2026 08:45
An: Cleo Hart
Betreff: Kein Export

Guten Tag
"""
OUTLOOK_OLD = """We have three.

-----Original Message-----
From: Administrator Academy [mailto:help@academy.example]
Sent: 28 November 2026 08:45
To: Cleo Hart
Subject: No export

Write above this line to reply by e-mail.
"""
OUTLOOK_OLD_FR = """Nous en avons trois.

-----Message d'origine-----
De : Administrator Academy
Bonjour
"""
OUTLOOK_PHONE = """We have three.

Get Outlook for iOS<https://aka.ms/o0ukef>
________________________________
From: Administrator Academy <help@academy.example>
Sent: Saturday, November 28, 2026 8:45:10 AM
To: Cleo Hart <cleo@northwind.example>
Subject: No export

Write above this line to reply by e-mail.
"""
APPLE = """We have three.

Cleo

> On 28 Nov 2026, at 08:45, Administrator Academy <help@academy.example> wrote:
>\x20
> Write above this line to reply by e-mail.
>\x20
> Hello Cleo,
"""
IPHONE = """We have three.

Sent from my iPhone

> On Nov 28, 2026, at 08:45, Administrator Academy <help+7k3q@academy.example> wrote:
>\x20
> \ufeff
> Write above this line to reply by e-mail.
> Hello Cleo,
"""
IPHONE_FR = """Nous en avons trois.

Envoyé de mon iPhone

> Le 28 nov. 2026 à 08:45, Administrator Academy <help@academy.example> a écrit :
>\x20
> Bonjour
"""
THUNDERBIRD_BELOW = """On 28/11/2026 08:45, Administrator Academy wrote:
> Write above this line to reply by e-mail.
>
> how many users do you have?

We have three.

--\x20
Cleo Hart
"""
THUNDERBIRD = """We have three.

On 28/11/2026 08:45, Administrator Academy wrote:
> how many users do you have?
>

--\x20
Cleo Hart
Northwind Traders
"""
THUNDERBIRD_DE = """Wir haben drei.

Am 28.11.26 um 08:45 schrieb Administrator Academy:
> how many users do you have?
"""
ROUNDCUBE = """We have three.

---
Cleo

On 2026-11-28 08:45, Administrator Academy wrote:

> Write above this line to reply by
> e-mail.
> Hello
"""
ROUNDCUBE_FR = """Nous en avons trois.

Le 2026-11-28 08:45, Administrator Academy a écrit :
> Bonjour
"""
YAHOO = """We have three.

    On Saturday, November 28, 2026 at 08:45:10 AM GMT, Academy <help@academy.example> wrote: \x20
\x20
 Hello Cleo,
how many users do you have?
"""
SAMSUNG = """We have three.

Sent from my Samsung Galaxy smartphone.

-------- Original message --------
From: Administrator Academy <help@academy.example>
Date: 28/11/2026 08:45 (GMT+00:00)
To: cleo@northwind.example
Subject: No export

Hello Cleo
"""
SAMSUNG_FR = """Nous en avons trois.

Envoyé depuis mon appareil Galaxy

-------- Message d’origine --------
De : Administrator Academy <help@academy.example>
"""
OLD_GMAIL = """We have three.

2026-11-28 8:45 GMT+01:00 Administrator Academy <help@academy.example>:

> how many users do you have?
"""
FORWARDED = """See the answer below.

---------- Forwarded message ---------
From: Vendor <x@vendor.example>
Date: Sat, Nov 28, 2026

It is our fault.
"""
FORWARDED_FR = """Voyez plus bas.

-------- Message transféré --------
Sujet : x
"""
COLLEAGUE = """Yes, three.

On Sat, 28 Nov 2026 at 09:00, Finn Berg <finn@northwind.example> wrote:
> I count three
>
> On Sat, 28 Nov 2026 at 08:45, Administrator Academy <help@academy.example>
> wrote:
>> Write above this line to reply by e-mail.
>> Hello
"""

THREE, TROIS = "We have three.", "Nous en avons trois."
MAILS = {
    "gmail": (GMAIL, THREE),
    "gmail-fr": (GMAIL_FR, TROIS),
    "gmail-fr-narrow-space": (GMAIL_FR.replace("\u00a0", "\u202f"), TROIS),
    "gmail-without-our-line": (GMAIL_WITHOUT_OUR_LINE, THREE),
    "gmail-old": (OLD_GMAIL, THREE),
    "outlook": (OUTLOOK, "We have three.\n\nKind regards\nCleo"),
    "outlook-fr": (OUTLOOK_FR, TROIS),
    "outlook-bold": (OUTLOOK_BOLD, THREE),
    "outlook-de": (OUTLOOK_DE, "Wir haben drei."),
    "outlook-old": (OUTLOOK_OLD, THREE),
    "outlook-old-fr": (OUTLOOK_OLD_FR, TROIS),
    "outlook-phone": (OUTLOOK_PHONE, THREE),
    "apple": (APPLE, "We have three.\n\nCleo"),
    "iphone": (IPHONE, THREE),
    "iphone-fr": (IPHONE_FR, TROIS),
    "thunderbird": (THUNDERBIRD, THREE),
    "thunderbird-de": (THUNDERBIRD_DE, "Wir haben drei."),
    "roundcube": (ROUNDCUBE, "We have three.\n\n---\nCleo"),
    "roundcube-fr": (ROUNDCUBE_FR, TROIS),
    "yahoo": (YAHOO, THREE),
    "samsung": (SAMSUNG, THREE),
    "samsung-fr": (SAMSUNG_FR, TROIS),
    "zimbra-fr": (f"{TROIS}\n\n----- Mail original -----\nDe: A\nBonjour", TROIS),
    "proton": (f"{THREE}\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nHello", THREE),
    "zoho": (f"{THREE}\n\n---- On Sat, 28 Nov 2026 08:45, A <a@b.example> wrote ----\nHi", THREE),
    "forwarded": (FORWARDED, "See the answer below."),
    "forwarded-fr": (FORWARDED_FR, "Voyez plus bas."),
    "attribution-below-a-sentence": (
        "On 3 May it worked.\nAcademy <help@academy.example> wrote:\n> how many?",
        "On 3 May it worked.",
    ),
    "attribution-below-a-phrase": (
        "On Monday as well\nAcademy <help@academy.example> wrote:\n> how many?",
        "On Monday as well",
    ),
    "quote-moved-in": ("We have three.\n\n > how many?\n > please", THREE),
    "last-quote-not-answered": (
        "See below.\n\nOn 28/11/2026 08:45, Academy wrote:\n> how many?\nThree.\n> which ones?",
        "See below.\n\nOn 28/11/2026 08:45, Academy wrote:\n> how many?\nThree.",
    ),
    "a-colleague-answered-between": (COLLEAGUE, "Yes, three."),
}


@pytest.mark.parametrize(("text", "own"), MAILS.values(), ids=MAILS)
def test_the_mail_that_was_answered_and_the_signature_are_cut(text: str, own: str) -> None:
    assert own_words(text, LINES) == own


OUR_LINES = {
    "bare": ENGLISH,
    "quoted": f"> {ENGLISH}",
    "quoted-twice": f">> {ENGLISH}",
    "quoted-with-spaces": f" > > {ENGLISH}",
    "barred": f"| {ENGLISH}",
    "bold": f"*{ENGLISH}*",
    "quoted-bold": f"> *{ENGLISH}*",
    "wrapped": "Write above this line to reply\nby e-mail.",
    "quoted-wrapped": "> Write above this line to\n> reply by e-mail.",
    "wrapped-badly": "> Write above this line to reply by\ne-mail.\n> Hello",
    "bold-wrapped": "*Write above this line\nto reply by e-mail.*",
    "wrapped-twice": "| Write above this\n| line to reply\n| by e-mail.",
    "french": FRENCH,
    "french-guillemets": f"«\u00a0{FRENCH}\u00a0»",
    "ruled": f"=== {ENGLISH} ===",
    "capitals": ENGLISH.upper(),
}


@pytest.mark.parametrize("line", OUR_LINES.values(), ids=OUR_LINES)
def test_our_line_is_known_however_it_is_quoted(line: str) -> None:
    assert own_words(f"Three.\n\n{line}\n\n", LINES) == "Three."
    mark = ">" if line.lstrip().startswith(">") else ""
    assert own_words(f"Three.\n\n{line}\n{mark} Hello Cleo", LINES) == "Three."


ACADEMY = "On 28 Nov 2026 at 08:45, Academy <a@b.example> wrote:"
KEPT = {
    "answers-between": "> how many?\n\nThree.\n\n> which browser?\n\nFirefox.",
    "answers-between-our-quote": (
        f"{ACADEMY}\n> {ENGLISH}\n>\n> how many?\nThree.\n> which browser?\nFirefox."
    ),
    "answer-below-our-quote": f"{ACADEMY}\n\n> {ENGLISH}\n> how many?\n\nThree.",
    "answer-below-a-quote": f"{ACADEMY}\n\n> how many?\n\nThree.",
    "answer-below-two-dashes": "--\n> how many?\nThree.",
    "a-sentence-that-quotes": "On Monday the manager wrote: no export.\nWhy?",
    "a-sentence-over-two-lines": "On 3 December 2026 the manager wrote:\nno export.\nWhy?",
    "a-sentence-before-a-quote": "On Monday the manager wrote:\n> no export\nWhy?",
    "an-address-in-a-sentence": "On day 3 ben@northwind.example wrote:\nno export.\nWhy?",
    "a-long-sentence": f"On 3 May 2026 {'a@b.example and ' * 40}wrote:\nno export.",
    "french-sentence": "Le directeur a écrit : aucun export.\nPourquoi ?",
    "from-and-to": "From: London\nTo: Paris\nHow long does it take?",
    "from-and-date": "From: London\nDate: 3 May\nHow long does it take?",
    "from-and-subject": "From: London\nSubject: travel\nHow long does it take?",
    "rule-alone": "First\n____________________\nSecond",
    "two-dashes-around-a-log": "The log:\n--\nerror 12\n--\nWhat now?",
    "dashes": "First\n-----\nSecond\n---\nThird",
    "two-dashes-far-from-the-end": "Hello\n--\n" + "\n".join(f"step {n}" for n in range(30)),
    "sent-from-is-a-sentence": "It is here:\nSent from my colleague's account: see the log",
    "sent-from-an-account": "It was\nsent from my other account",
    "not-our-line": "You say: Write above this line to reply by e-mail. I do.",
    "a-table": "| name | count |\n| Ben | 3 |",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_own_words_stay_whole(text: str) -> None:
    assert own_words(text, LINES) == text
    assert own_words(f"See below.\n\n{text}", LINES) == f"See below.\n\n{text}"


NOTHING_OWN = {
    "only-a-signature": "-- \nCleo",
    "only-a-phone": "Sent from my iPhone",
    "only-a-quote": "> how many?\n> please",
    "only-our-mail": f"{ACADEMY}\n> {ENGLISH}\n> Hello",
    "only-a-forward": "---------- Forwarded message ---------\nFrom: x\n\nIt is our fault.",
    "answer-below-what-is-not-marked": f"{ENGLISH}\n\nHello Cleo,\nhow many?\n\nThree.",
    "nothing": "",
}


@pytest.mark.parametrize("text", NOTHING_OWN.values(), ids=NOTHING_OWN)
def test_where_nothing_would_be_left_all_is_kept(text: str) -> None:
    assert own_words(text, LINES) == text


def test_an_answer_below_the_quote_keeps_the_quote_and_loses_the_signature() -> None:
    assert own_words(THUNDERBIRD_BELOW, LINES) == THUNDERBIRD_BELOW.partition("\n\n-- ")[0]


def test_a_mail_pasted_above_our_line_stays() -> None:
    pasted = "We got this:\n\nFrom: X\nSent: today\nTo: Y\nSubject: Z\n\nIt failed.\n\nWhat now?"

    answered = OUTLOOK.partition("Kind regards\nCleo\n")[2]

    assert own_words(pasted + "\n" + answered, LINES) == pasted


def test_a_quote_wrapped_badly_is_no_answer() -> None:
    long = "> " + "how many users do you have and " * 2
    text = f"Three.\n\nOn 28/11/2026 08:45, Academy wrote:\n{long}\nwhich of them\n> may sign in?"

    assert own_words(text, LINES) == "Three."


ENDS = ["-- \nCleo\nNorthwind", "--\nCleo", "Sent from my iPad", ""]
PHONES = [
    "Get Outlook for Android<https://aka.ms/AAb9ysg>",
    "Get Outlook for iOS (https://aka.ms/o0ukef)",
    "Sent from Yahoo Mail on Android",
    "Sent from Mail for Windows",
    "*Sent from my Samsung Galaxy smartphone.*",
    "Envoyé depuis l’application Mail Orange",
    "Envoyé à partir de Outlook pour iOS",
    "Télécharger Outlook pour Android",
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für iOS",
]


@pytest.mark.parametrize("line", PHONES)
def test_what_a_phone_adds_is_cut(line: str) -> None:
    assert own_words(f"Three.\n\n{line}\n\n{ENGLISH}\nHello", LINES) == "Three."


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("between", ["", "\n> quoted", "\nLe 28/11/2026 à 08:45, X a écrit :\n> x"])
def test_a_signature_goes_with_or_without_a_quote(end: str, between: str) -> None:
    assert own_words(f"Three.\n\n{end}\n{between}", LINES) == "Three."
    assert own_words(f"Three.\n{between}\n\n{end}", LINES) == "Three."


BELOW = {
    ("See my answers below.", "\n\n> how many?\n> Three."): True,
    ("Réponses en rouge.", f"\n\n{FRENCH}\nCombien ?\nTrois."): True,
    ("For you.", "\n---------- Forwarded message ---------\nFrom: X\n\nIt is our fault."): True,
    ("The mail that failed:", "\n\nFrom: x\nDate: Mon\nSubject: y\n\nWhy?"): True,
    ("See my answers below.", ""): False,
    ("It failed.", f"\n\nFrom: us\nDate: Mon\nSubject: y\n\n{ENGLISH}\nHello"): False,
    ("It failed.", "\n-- \nCleo\n\nOn 3 May 2026 a@b.example wrote:\n> How many?"): False,
    ("It failed.", f"\n\n{ENGLISH}\nHello"): False,
}


@pytest.mark.parametrize(("parts", "may"), BELOW.items())
def test_whether_words_may_go_on_in_what_is_cut(parts: tuple[str, str], *, may: bool) -> None:
    assert own_words("".join(parts), LINES) == parts[0]
    assert may_go_on_below("".join(parts), parts[0], LINES) is may


FLOODS = [
    ">",
    ">\n",
    "> \n",
    "On ",
    "On \n",
    "On 1:\n",
    "On 1 wrote:\n",
    "On 1 a@b wrote:\n> x\nz\n",
]
FLOODS += ["From: a\nDate: b\n", ":\n", "--\n", "_", "____________\n\n", "Write above this line\n"]


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_takes_as_long_as_it_is_long(flood: str) -> None:
    began = process_time()
    own_words((flood * 50_000)[:50_000], LINES)

    assert process_time() - began < 1
