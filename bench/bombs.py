"""Sixty texts of 64 kB that are quick to type and slow to turn into a page."""

from collections.abc import Iterator

SIZE = 64 * 1024
REPEATED = (
    "[", "![", "](", "[](", "![](", "[a](", "[a][", "[a]: ", "<![", "<!--", "<?", "<a", "<", "&",
    "&#",
    "a\n:", "a\n: b\n\n", "*", "**a*", "***", "_", "__a_", "*_", "**a ", "`", "``a`", "```\n",
    "~~~\n",
    ">", "> > ", "> ```\n", "- ", "- a\n", "1. a\n", "# a\n", "#", "=\n", "a\n=\n", "a\n-\n", "|",
    "|a",
    "|a|\n|-|\n", "|-", "\\", "\\[", "(", ")", "!!! a\n", "!!! a\n    ", "??? a\n", "*[a]: b\n",
    "http://a.", "a@b.", "\u0300", "\t", " \n",
)  # fmt: skip


def bombs() -> Iterator[str]:
    """Yield each text: signs repeated, and depths that grow line by line."""
    for signs in REPEATED:
        yield (
            (signs * (SIZE // len(signs)))[: SIZE - 1].encode()[: SIZE - 4].decode(errors="ignore")
        )
    yield "".join("`" * n + "a" for n in range(1, 350))
    yield "".join("  " * depth + "- a\n" for depth in range(250))
    yield "".join("    " * depth + "1. a\n" for depth in range(170))
    yield "".join("> " * depth + "a\n" for depth in range(1, 250))
