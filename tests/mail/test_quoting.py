"""What somebody wrote in a mail, told apart from what their program put around it."""

from time import process_time

import pytest

from portal.mail.quoting import own_words

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
    "forwarded": (FORWARDED, "See the answer below."),
    "forwarded-fr": (FORWARDED_FR, "Voyez plus bas."),
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


KEPT = {
    "answers-between": "> how many?\n\nThree.\n\n> which browser?\n\nFirefox.",
    "answers-between-our-quote": (
        f"On 28 Nov 2026 at 08:45, Academy <a@b.example> wrote:\n> {ENGLISH}\n>\n> how many?\n"
        "Three.\n> which browser?\nFirefox."
    ),
    "greeting-and-answers-between": (
        "See below.\n\nOn 28 Nov 2026 at 08:45, Academy <a@b.example> wrote:\n"
        f"> {ENGLISH}\n> how many?\n\nThree."
    ),
    "a-sentence-that-quotes": "On Monday the manager wrote: no export.\nWhy?",
    "a-sentence-over-two-lines": "On 3 December the manager wrote:\nno export.\nWhy?",
    "a-sentence-before-a-quote": "On Monday the manager wrote:\n> no export\nWhy?",
    "an-address-in-a-sentence": "On Monday ben@northwind.example wrote:\nno export.\nWhy?",
    "french-sentence": "Le directeur a écrit : aucun export.\nPourquoi ?",
    "from-alone": "From: London\nTo: Paris\nHow long does it take?",
    "rule-alone": "First\n____________________\nSecond",
    "dashes": "First\n-----\nSecond\n---\nThird",
    "two-dashes-far-from-the-end": "Hello\n--\n" + "\n".join(f"step {n}" for n in range(30)),
    "sent-from-is-a-sentence": "It is here:\nSent from my colleague's account: see the log",
    "not-our-line": "You say: Write above this line to reply by e-mail. I do.",
    "a-table": "| name | count |\n| Ben | 3 |",
    "only-a-signature": "-- \nCleo",
    "only-a-phone": "Sent from my iPhone",
    "only-a-quote": "> how many?\n> please",
    "only-our-mail": f"On 28 Nov 2026 at 08:45, A <a@b.example> wrote:\n> {ENGLISH}\n> Hello",
    "only-a-forward": "---------- Forwarded message ---------\nFrom: x\n\nIt is our fault.",
    "nothing": "",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_own_words_stay_whole(text: str) -> None:
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


@pytest.mark.parametrize("end", ["-- \nCleo\nNorthwind", "--\nCleo", "Sent from my iPad", ""])
@pytest.mark.parametrize("between", ["", "\n> quoted", "\nLe 28/11/2026 à 08:45, X a écrit :\n> x"])
def test_a_signature_goes_with_or_without_a_quote(end: str, between: str) -> None:
    assert own_words(f"Three.\n\n{end}\n{between}", LINES) == "Three."
    assert own_words(f"Three.\n{between}\n\n{end}", LINES) == "Three."


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
