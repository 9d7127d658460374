"""A raw mail made into facts: as programs write them, and as nobody should."""

from time import process_time

import pytest

from portal.mail.quoting import own_words
from portal.mail.reading import LARGEST_BYTES, Attachment, ReceivedMail, Unreadable, read_mail

OURS = "help+7k3q94tx@academy.example"
HEAD = f"""Return-Path: <cleo@northwind.example>
Delivered-To: help@academy.example
Received: from mx.northwind.example by mx.academy.example; Sat, 28 Nov 2026 08:50:01 +0000
Message-ID: <CAF1@mail.northwind.example>
Date: Sat, 28 Nov 2026 08:50:00 +0000
From: "Hart, Cleo" <Cleo@Northwind.example>
To: Administrator Academy <{OURS}>
Subject: Re: No export
MIME-Version: 1.0
"""
LINE = "Write above this line to reply by e-mail."


def mail(rest: str | bytes, head: str = HEAD) -> bytes:
    """Return the mail as it comes over the wire; `rest` begins with its other fields."""
    sent = rest if isinstance(rest, bytes) else rest.encode()
    return (head.encode() + sent).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def read(rest: str | bytes, head: str = HEAD) -> ReceivedMail:
    return read_mail(mail(rest, head))


def multipart(kind: str, *parts: str, boundary: str = "b1") -> str:
    told = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{told}--{boundary}--\n'


def plain(words: str) -> str:
    return f"Content-Type: text/plain; charset=utf-8\n\n{words}"


def html(words: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{words}"


PICTURE = (
    "Content-Type: image/png; name=logo.png\nContent-Disposition: inline; filename=logo.png\n"
    "Content-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
)
REPORT = (
    "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
    'Content-Disposition: attachment; filename="report.pdf"\n\nJVBERi0xLjQK'
)
PDF = Attachment("report.pdf", b"%PDF-1.4\n")
LOGO = Attachment("logo.png", b"\x89PNG\r\n\x1a\n")


def test_the_facts_of_a_mail() -> None:
    told = read(plain("Three.\n"))

    assert told.recipients == ("help@academy.example", OURS)
    assert (told.sender, told.subject) == ("cleo@northwind.example", "Re: No export")
    assert (told.text, told.attachments, told.is_automatic) == ("Three.", (), False)
    assert len(told.digest) == 64


# As mail programs write them

GMAIL = multipart(
    "alternative",
    'Content-Type: text/plain; charset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
    "We have three =E2=82=AC accounts, and this row is so long that it was broken=\n in two.\n\n"
    f"On Sat, Nov 28, 2026 at 8:45=E2=80=AFAM Academy <\n{OURS}> wrote:\n\n> {LINE}\n>\n> Hello\n",
    html("<div dir=ltr>not read</div>"),
)
OUTLOOK = multipart(
    "related",
    multipart(
        "alternative",
        'Content-Type: text/plain; charset="iso-8859-1"\nContent-Transfer-Encoding: 8bit\n\n'
        "We have three €.\n\n________________________________\nFrom: Academy\nSent: today\n"
        f"To: Cleo\nSubject: x\n\n{LINE}\n",
        html("<p class=MsoNormal>not read</p>"),
        boundary="_000_inner",
    ),
    PICTURE,
    boundary="_004_outer",
)
OUTLOOK_HTML = html(
    "<html><head><style>p {color: red}</style><title>x</title></head><body>\n"
    "<!--[if gte mso 9]><xml>no</xml><![endif]-->\n"
    "<p class=MsoNormal>We have&nbsp;three.<o:p></o:p></p>\n<p class=MsoNormal>Cleo</p>\n"
    '<div style="border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>From:</b> Academy<br>'
    f"<b>Sent:</b> today<br><b>To:</b> Cleo<br><b>Subject:</b> x</p></div><p>{LINE}</p>"
)
OUTLOOK_WEB_HTML = html(
    '<div class="elementToProof">We have three.</div><div class="elementToProof"><br></div>'
    '<div id="Signature">Cleo</div><div id="appendonsend"></div><hr style="width:98%">'
    '<div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> Academy<br><b>Sent:</b> today<br>'
    f"<b>To:</b> Cleo<br><b>Subject:</b> x</font><div>&nbsp;</div></div><div><p>{LINE}</p></div>"
)
GMAIL_HTML = html(
    '<div dir="ltr">We have three.<div><br></div><div>Cleo</div></div><br>'
    '<div class="gmail_quote"><div class="gmail_attr">On Sat, Nov 28, 2026 at 8:45 AM Academy '
    f'&lt;<a href="mailto:{OURS}">{OURS}</a>&gt; wrote:<br></div>'
    f"<blockquote><p>{LINE}</p><p>Hello</p></blockquote></div>"
)
APPLE = multipart(
    "alternative",
    "Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=yes\n\n"
    "We have three, which  \nis more \n  than two.\n\n"
    f"> On 28 Nov 2026, at 08:45, Academy <{OURS}> wrote:\n>\n> {LINE}\n",
    multipart("mixed", html("not read"), REPORT, html("nor this"), boundary="inner"),
)
THUNDERBIRD = multipart(
    "mixed",
    "Content-Type: text/plain; charset=UTF-8; format=flowed\n\n"
    "We have three, which \nis more than \ntwo.\n\nOn 28/11/2026 08:45, Academy wrote:\n"
    "> how many \n> users?\n\n-- \nCleo\n",
    REPORT,
)
IPHONE = multipart(
    "mixed",
    plain("We have three,\n"),
    PICTURE,
    plain("as the picture says.\n\nSent from my iPhone\n"),
)
ROUNDCUBE = (
    "Content-Type: text/plain; charset=UTF-8;\n format=flowed\n"
    "Content-Transfer-Encoding: 8bit\n\nNous en avons trois.\n\nLe 2026-11-28 08:45, Academy a "
    "écrit\u00a0:\n\n> Pour répondre\n"
)
PROGRAMS = {
    "gmail": (
        GMAIL,
        "We have three € accounts, and this row is so long that it was broken in two.",
        (),
    ),
    "gmail-html": (GMAIL_HTML, "We have three.\n\nCleo", ()),
    "outlook": (OUTLOOK.encode("cp1252"), "We have three €.", (LOGO,)),
    "outlook-html": (OUTLOOK_HTML, "We have\u00a0three.\nCleo", ()),
    "outlook-web-html": (OUTLOOK_WEB_HTML, "We have three.\n\nCleo", ()),
    "apple": (APPLE, "We have three, which is more than two.", (PDF,)),
    "thunderbird": (THUNDERBIRD, "We have three, which is more than two.", (PDF,)),
    "iphone": (IPHONE, "We have three,\n\nas the picture says.", (LOGO,)),
    "roundcube": (ROUNDCUBE, "Nous en avons trois.", ()),
}


@pytest.mark.parametrize(("sent", "own", "files"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_mail_of_a_program_is_read(
    sent: str | bytes, own: str, files: tuple[Attachment, ...]
) -> None:
    told = read(sent)

    assert own_words(told.text, [LINE]) == own
    assert told.attachments == files
    assert "not read" not in told.text
    assert not told.is_automatic


# Who, to whom, about what

FIELDS = {
    "encoded-words": ("Subject: =?UTF-8?B?w4k=?=\n =?utf-8?q?t=C3=A9_?= 2026", "Été  2026"),
    "one-letter-in-two-words": ("Subject: =?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
    "unknown-charset": ("Subject: =?x-none?q?caf=C3=A9?= =?zlib?q?x?=", "caféx"),
    "japanese": ("Subject: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
    "raw-utf-8": ("Subject: Été", "Été"),
    "broken-base64": ("Subject: =?utf-8?b?w4k?= =?utf-8?b?!?=", "É"),
    "hidden-line-end": ("Subject: =?utf-8?q?a=0D=0ABcc:_b=00?=", "a Bcc: b"),
    "turned-direction": ("Subject: =?utf-8?b?4oCuYQ==?=", "a"),
    "long": ("Subject: " + "x" * 1_000, "x" * 300),
    "none": ("X: y", ""),
    "twice": ("Subject: first\nSubject: second", "first"),
}


@pytest.mark.parametrize(("field", "subject"), FIELDS.values(), ids=FIELDS)
def test_a_subject_is_one_line_without_controls(field: str, subject: str) -> None:
    assert read(f"{field}\n\nhi", head="").subject == " ".join(subject.split())


SENDERS = {
    "bare": ("cleo@northwind.example", "cleo@northwind.example"),
    "named": ("Cleo <cleo@northwind.example>", "cleo@northwind.example"),
    "name-is-an-address": ('"a@b.example" <cleo@northwind.example>', "cleo@northwind.example"),
    "name-looks-bare": ('"<a@b.example>" <cleo@northwind.example>', "cleo@northwind.example"),
    "unquoted-name": ("a@b.example <cleo@northwind.example>", "cleo@northwind.example"),
    "two": ("cleo@northwind.example, a@b.example", "cleo@northwind.example"),
    "encoded-name": ("=?utf-8?q?a=40b?= <cleo@northwind.example>", "cleo@northwind.example"),
    "folded": ("Cleo\n <cleo@northwind.example>", "cleo@northwind.example"),
    "single-quotes": ("'cleo@northwind.example'", "cleo@northwind.example"),
    "controls": ("a\0\u202ecleo@northwind.example", "cleo@northwind.example"),
    "brackets": ("(" * 5_000 + "cleo@northwind.example", "cleo@northwind.example"),
    "none": ("Cleo", ""),
    "empty": ("", ""),
    "long-name": ("x" * 90 + "@northwind.example", ""),
    "long-domain": ("x@" + "y" * 260, ""),
}


@pytest.mark.parametrize(("value", "sender"), SENDERS.values(), ids=SENDERS)
def test_a_sender_is_one_bare_address_or_nothing(value: str, sender: str) -> None:
    assert read(f"From: {value}\n\nhi", head="").sender == sender


def test_recipients_are_all_whom_a_mail_or_its_way_names() -> None:
    told = read(
        'To: "x@not.example" <A@b.example>, c@d.example\nCc: =?utf-8?q?E?= <e@f.example>,\n'
        " G <a@b.example>\nBcc: no@no.example\nDelivered-To: h@i.example\n"
        "Delivered-To: j@k.example\n"
        "X-Original-To: l@m.example\nEnvelope-To: <n@o.example>\n\nhi",
        head="",
    )

    found = "h@i.example j@k.example l@m.example n@o.example a@b.example c@d.example e@f.example"
    assert told.recipients == tuple(found.split())


def test_of_many_recipients_a_hundred_are_kept_and_the_one_it_came_to_is_among_them() -> None:
    many = ", ".join(f"p{n}@b.example" for n in range(500))
    told = read(f"To: {many}\nDelivered-To: {OURS}\n\nhi", head="")

    assert (len(told.recipients), told.recipients[0]) == (100, OURS)


# One mail or two

ONE = mail(plain("Three.\n\nCleo\n"))
SAME = {
    "another-way": b"Received: from elsewhere\r\nDelivered-To: x@y.example\r\n" + ONE,
    "other-line-ends": ONE.replace(b"\r\n", b"\n"),
    "blank-lines-at-the-end": ONE + b"\r\n\r\n",
    "marked-as-junk": ONE.replace(b"Subject: ", b"Subject: [junk] "),
    "folded-otherwise": ONE.replace(b"Message-ID: ", b"Message-ID:\r\n "),
    "date-folded": ONE.replace(b"Nov 2026 08:50:00", b"Nov\r\n\t2026 08:50:00"),
    "mailbox-file": b"From cleo@northwind.example Sat Nov 28 08:50:01 2026\r\n" + ONE,
}
OTHER = {
    "forged-message-id": ONE.replace(b"Three.", b"Four. "),
    "no-message-id": ONE.replace(b"Message-ID", b"X-Was"),
    "said-again-later": ONE.replace(b"08:50:00", b"09:50:00"),
    "sent-again": ONE.replace(b"CAF1", b"CAF2"),
}


@pytest.mark.parametrize("raw", SAME.values(), ids=SAME)
def test_one_mail_has_one_digest_however_it_came(raw: bytes) -> None:
    assert read_mail(raw).digest == read_mail(ONE).digest


@pytest.mark.parametrize("raw", OTHER.values(), ids=OTHER)
def test_another_mail_has_another_digest(raw: bytes) -> None:
    assert read_mail(raw).digest != read_mail(ONE).digest


# Words

HTMLS = {
    "lines": ("a<br>b<div>c</div><div><br></div><p>d", "a\nb\nc\n\nd"),
    "spaces": ("<p>a\n  b &nbsp;<b>c</b> d</p>", "a b \u00a0c d"),
    "spaces-of-two": ("a <b> b</b>", "a b"),
    "quotes-of-quotes": ("<blockquote>" * 50 + "a", "> " * 9 + "a"),
    "entities": ("&lt;b&gt; &eacute; &#233; &#xe9; &#99999999999; 1 < 2", "<b> é é é 1 < 2"),
    "list": ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    "table": ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    "link": ('<a href="https://x.example/a?b&amp;c">log</a>', "log (https://x.example/a?b&c)"),
    "link-says-so": ('<a href="https://x.example/">x.example</a>', "x.example"),
    "mail-link": ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
    "script-link": ("<a href=javascript:alert(1)>log</a>", "log"),
    "picture-link": ("<a href=https://x.example><img alt=x></a>a", "a"),
    "quote": ("a<blockquote>b<blockquote><p>c</p></blockquote>d</blockquote>e",
              "a\n\n> b\n>\n> > c\n>\n> d\n\ne"),
    "code": ("<pre>a\n  b</pre>", "a\n  b"),
    "no-words": ("<script>a</script><STYLE>b</style ><!-- c --><title>d</title>e<!DOCTYPE f>", "e"),
    "closed-at-once": ("<title/>a", "a"),
    "open-script": ("a<script>b", "a"),
    "comment-with-tags": ("a<!-- <b> c -->d", "ad"),
    "open-comment": ("a<!-- b", "a"),
    "open-tag": ("a<p b", "a"),
    "sign-in-attribute": ('<p title="a>b">c</p>', "c"),
    "rule": ("a<hr>b", "a\n" + "_" * 20 + "\nb"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "words"), HTMLS.values(), ids=HTMLS)
def test_html_becomes_text(page: str, words: str) -> None:
    assert read(html(page)).text == words


def typed(fields: str, body: bytes) -> bytes:
    return f"Content-Type: text/plain; {fields}\n\n".encode() + body


TEXTS = {
    "unknown-charset": (typed("charset=x-none", "é €".encode()), "é €"),
    "unknown-western": (typed("charset=x-none", "é €".encode("cp1252")), "é €"),
    "broken-utf-8": (typed("charset=utf-8", b"\xc3\xa9 \xff"), "é \ufffd"),
    "no-text-charset": (typed("charset=zlib", b"a"), "a"),
    "charset-with-nul": (typed('charset="a\0b"', b"a"), "a"),
    "latin-that-is-utf-8": (typed("charset=iso-8859-1", "é".encode()), "é"),
    "half-a-sign-utf-7": (typed("charset=utf-7", b"a+2AA-b"), "ab"),
    "flowed-to-a-quote": (typed("format=flowed", b"a \n> b"), "a \n> b"),
    "flowed-to-a-signature": (typed("format=flowed", b"a \n-- \nb"), "a \n-- \nb"),
    "not-flowed": (typed("format=fixed", b"a \nb"), "a \nb"),
    "controls": (typed("", b"a\0b\x1b[31mc\td\re"), "ab[31mc\td\ne"),
    "base64-cut-off": (b"Content-Transfer-Encoding: base64\n\naGVsbG8gd29ybGQ", "hello world"),
    "base64-cut-badly": (b"Content-Transfer-Encoding: base64\n\naGVsbG8gd29yb", "hello wor"),
    "unknown-transfer": (b"Content-Transfer-Encoding: x-y\n\nhello", "hello"),
    "empty-type": (b"Content-Type:\n\nhello", "hello"),
    "odd-type": (b"Content-Type: ;;/;=\n\nhello", "hello"),
    "no-boundary": (b"Content-Type: multipart/mixed\n\nhello", "hello"),
    "empty-boundary": (b'Content-Type: multipart/mixed; boundary=""\n\na\n--\nb', "a\n--\nb"),
    "no-parts": (b"Content-Type: multipart/mixed; boundary=b\n\nhello", "hello"),
    "nothing-in-parts": (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b--\nx", ""),
    "never-closed": (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n\nyou",
                     "hello\nyou"),
    "before-and-after": (b"Content-Type: multipart/mixed; boundary=b\n\nx\n--b\n\nhello\n--b--\ny",
                         "hello"),
    "boundary-inside-words": (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\na --b\n--bc\n--b--", "a --b\n--bc"),
    "only-plain-is-empty": (multipart("alternative", plain(" "), html("<b>hello</b>")).encode(),
                            "hello"),
    "html-first": (multipart("alternative", html("<b>no</b>"), plain("hello")).encode(), "hello"),
    "html-and-a-footer": (multipart("mixed", html("hello"), plain("footer")).encode(),
                          "hello\nfooter"),
    "long": (b"\n" + b"x" * 300_000, "x" * 200_000),
}  # fmt: skip


@pytest.mark.parametrize(("rest", "text"), TEXTS.values(), ids=TEXTS)
def test_words_are_read_whatever_they_came_in(rest: bytes, text: str) -> None:
    assert read(rest).text == text


# Files

NAMES = {
    "plain": ('filename="a b.pdf"', "a b.pdf"),
    "bare": ("filename=a.pdf", "a.pdf"),
    "rfc-2231": ("filename*=utf-8'fr'%C3%A9t%C3%A9.pdf", "été.pdf"),
    "in-pieces": ("filename*0*=utf-8''%C3%A9t; filename*1*=%C3%A9; filename*2=.pdf", "été.pdf"),
    "encoded-word": ('filename="=?utf-8?q?=C3=A9t=C3=A9?=.pdf"', "été.pdf"),
    "raw": ('filename="été.pdf"', "été.pdf"),
    "unknown-charset": ("filename*=x-none''a%C3.pdf", "a\u00c3.pdf"),
    "no-such-charset-use": ("filename*=idna''a.pdf", "attachment"),
    "senseless-numbers": ("filename*" + "9" * 4_400 + "*=a; filename*x*=b", "attachment"),
    "line-ends": ("filename*=utf-8''a%0D%0Ab%00.pdf", "a b .pdf"),
    "turned-direction": ("filename*=utf-8''a%E2%80%AEfdp.exe", "a fdp.exe"),
    "long": ("filename=" + "x" * 300, "x" * 200),
    "none": ("x=y", "attachment"),
}


@pytest.mark.parametrize(("told", "name"), NAMES.values(), ids=NAMES)
def test_a_file_has_the_name_its_sender_gave_on_one_line(told: str, name: str) -> None:
    sent = f"Content-Type: application/pdf\nContent-Disposition: attachment; {told}\n\nx"

    assert read(multipart("mixed", plain("hi"), sent)).attachments == (Attachment(name, b"x"),)


FORWARDED = "Content-Type: message/rfc822\n\nSubject: inside\n" + multipart(
    "mixed", plain("inside"), REPORT, boundary="inside"
)
FILES = {
    "a-mail": (FORWARDED, ["message.eml"]),
    "a-named-mail": (FORWARDED.replace("822", "822; name=x.eml", 1), ["x.eml"]),
    "a-state": ("Content-Type: message/delivery-status\n\nx: y", ["attachment"]),
    "mails-of-a-digest": (multipart("digest", "\nSubject: x\n\nx", boundary="d"), ["message.eml"]),
    "text-with-a-name": (plain("x").replace("utf-8", "utf-8; name=log.txt"), ["log.txt"]),
    "text-as-a-file": (f"Content-Disposition: attachment\n{plain('x')}", ["attachment"]),
    "inline-picture": (PICTURE, ["logo.png"]),
    "table": ("Content-Type: text/csv\n\na,b", ["attachment"]),
    "empty": ("Content-Type: image/png; name=a.png\n\n", ["a.png"]),
    "version": (multipart("alternative", plain("x"), "Content-Type: text/watch-html\n\nx",
                          boundary="a"), []),
    "invitation": (multipart("alternative", plain("x"),
                             "Content-Type: text/calendar; name=i.ics\n\nx", boundary="a"),
                   ["i.ics"]),
    "many": ("\n--b1\n".join([PICTURE] * 30), ["logo.png"] * 20),
}  # fmt: skip


@pytest.mark.parametrize(("part", "names"), FILES.values(), ids=FILES)
def test_what_is_not_words_is_a_file(part: str, names: list[str]) -> None:
    told = read(multipart("mixed", plain("hi"), part))

    assert [file.name for file in told.attachments] == names
    assert told.text.partition("\n")[0] == "hi"
    assert "inside" not in told.text


def test_a_mail_inside_is_kept_as_it_came() -> None:
    (file,) = read(multipart("mixed", plain("hi"), FORWARDED)).attachments

    assert file.content.startswith(b"Subject: inside\r\n")
    assert file.content.endswith(b"--inside--\r\n")


# Robots

AUTOMATIC = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated; owner-email=x",
    "Precedence: bulk",
    "Precedence: LIST",
    "Precedence: auto_reply",
    "List-Id: <x.example>",
    "List-Unsubscribe: <mailto:x@y.example>",
    "Return-Path: <>",
    "Return-Path:",
    "X-Autoreply: yes",
    "X-Autorespond: away",
    "X-Auto-Response-Suppress: All",
    "X-Auto-Response-Suppress: all, DR",
    "From: MAILER-DAEMON@mx.northwind.example",
    "From: Postmaster <postmaster@northwind.example>",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    "Content-Type: Multipart/Report; boundary=cut-off",
]
BY_PEOPLE = [
    "Auto-Submitted: no",
    "Auto-Submitted: No (said a program)",
    "Precedence: normal",
    "X-Auto-Response-Suppress: OOF",
    "X-Auto-Response-Suppress: DR, OOF, AutoReply",
    "X-Autoreply: no",
    "From: noreply@northwind.example",
    "Return-Path: <cleo@northwind.example>",
]


@pytest.mark.parametrize("field", AUTOMATIC)
def test_a_robot_is_known(field: str) -> None:
    assert read(f"{field}\n\n--b\n\nI am away.\n--b--", head="").is_automatic


@pytest.mark.parametrize("field", BY_PEOPLE)
def test_a_person_is_no_robot(field: str) -> None:
    assert not read(f"{field}\n\nhi", head="").is_automatic


# Hostile ones

M = 1_000_000
BASE = mail("", head=HEAD)
MIXED = BASE + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n" % (n, n) for n in range(500)
)
HOSTILE = {
    "long-subject": BASE + b"Subject: " + b"x" * M + b"\r\n\r\nhi",
    "folded-subject": BASE + b"X: " + b"x\r\n " * M + b"\r\n\r\nhi",
    "encoded-words": BASE + b"X: y\r\nSubject: " + b"=?utf-8?q?a?= " * 90_000 + b"\r\n\r\nhi",
    "open-encoded-words": BASE.replace(b"Re:", b"=?a?q?" * 90_000) + b"\r\nhi",
    "brackets": BASE.replace(b"To: ", b"To: " + b"(" * M + b"\r\nTo: ") + b"\r\nhi",
    "quotes": BASE.replace(b"To: ", b"To: " + b'\\"' * M + b"\r\nTo: ") + b"\r\nhi",
    "parameters": BASE + b"Content-Type: text/plain" + b';x="' * M + b"\r\n\r\nhi",
    "parameters-of-parts": MIXED
    + (b"--b\r\nContent-Type: text/plain" + b";" * 30_000 + b"\r\n\r\nhi\r\n") * 150,
    "fields": BASE + b"a:\r\n" * 5 * M + b"\r\nhi",
    "parts": MIXED + b"--b\r\n\r\nhi\r\n" * 10_000 + b"--b--",
    "files": MIXED + b"--b\r\n\r\nhi\r\n" + b"--b\r\nContent-Type: a/b\r\n\r\nx\r\n" * 10_000,
    "html": BASE + b"Content-Type: text/html\r\n\r\nhi" + b"<div>" * 60_000 + b"late" * 6 * M,
    "html-quotes": BASE + b"Content-Type: text/html\r\n\r\nhi" + b"<blockquote>" * 60_000,
    "html-tags": BASE + b"Content-Type: text/html\r\n\r\nhi" + b"<a " * 300_000,
    "html-comments": BASE + b"Content-Type: text/html\r\n\r\nhi" + b"<!" * 500_000,
    "html-numbers": BASE + b"Content-Type: text/html\r\n\r\nhi&#" + b"9" * M,
    "html-parts": MIXED
    + (b"--b\r\nContent-Type: text/html\r\n\r\nhi<!--" + b"x" * 20_000 + b"-->\r\n") * 60
    + b"--b\r\n\r\nlate\r\n",
    "flowed": BASE + b"Content-Type: text/plain; format=flowed\r\n\r\nhi\r\n" + b"a \r\n" * 300_000,
    "base64": BASE + b"Content-Transfer-Encoding: base64\r\n\r\naGkA" + b"YWJj" * M,
    "idna": BASE + b"Content-Type: text/plain; charset=idna\r\n\r\nhi" + b"a" * M,
    "punycode": BASE + b"Content-Type: text/plain; charset=punycode\r\n\r\nhi" + b"a" * M,
    "nul": BASE + b"\r\nhi" + b"\0" * M,
}  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_is_read_soon_and_within_bounds(raw: bytes) -> None:
    began = process_time()
    told = read_mail(raw)

    assert process_time() - began < 2
    assert told.text.startswith("hi")
    assert not told.text.endswith("\nlate")
    assert OURS in told.recipients
    assert len(told.text) <= 200_000
    assert told.text.count("hi") <= 200
    assert len(told.attachments) <= 20
    assert len(told.subject) <= 300


def test_parts_in_parts_in_parts_are_one_file_where_it_goes_too_deep() -> None:
    told = read_mail(BASE + NESTED + b"\r\nhi")

    assert (told.text, [file.name for file in told.attachments]) == ("", ["attachment"])


HARDLY_MAILS = {
    "hi": "hi",
    "hi\n\nthere": "hi\n\nthere",
    "hi: you\nthere\nthey: are": "there\nthey: are",
    "hi: you\nthere\n\nthey": "they",
    "hi: you\n\nthere": "there",
    "\r\n\r\nhi: you\r\n\r\nthere": "there",
    "\0": "",
    ":": ":",
    ": \n\n": ":",
    "--": "--",
    "From ": "",
    "From \n\nhi": "hi",
    "Content-Type: multipart/mixed; boundary=b\n\n--b": "",
}


@pytest.mark.parametrize(("raw", "text"), HARDLY_MAILS.items())
def test_what_is_hardly_a_mail_has_facts_all_the_same(raw: str, text: str) -> None:
    told = read_mail(raw.encode())

    assert (told.text, told.sender, told.recipients, told.attachments) == (text, "", (), ())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "It is empty."), (b" \r\n", "It is empty."),
     (b"x" * (LARGEST_BYTES + 1), "It is larger than 25 MB.")],
    ids=["nothing", "blank", "large"],
)  # fmt: skip
def test_what_is_no_mail_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_mail(raw)
