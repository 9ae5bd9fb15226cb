"""What a PDF says, for tests."""

from __future__ import annotations

import pypdfium2


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def text(content: bytes) -> str:
    """All of it, without the ends of lines: words may be broken anywhere."""
    return "".join("".join(pages(content)).split())
