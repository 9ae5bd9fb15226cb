"""Files as offices hand them in, and files as nobody should: made here, byte by byte."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

GPS = {1: "N", 2: (IFDRational(31), IFDRational(13), IFDRational(48)), 3: "E",
       4: (IFDRational(121), IFDRational(28), IFDRational(12))}
SCHEMAS = "http://schemas.openxmlformats.org"
TYPES = (f'<Types xmlns="{SCHEMAS}/package/2006/content-types"><Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
         'PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELATIONS = (f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="r1" '
             f'Type="{SCHEMAS}/officeDocument/2006/relationships/{{type}}" Target="{{target}}"{{more}}/>'
             '</Relationships>')
WORDS = f"{SCHEMAS}/wordprocessingml/2006/main"


def photo(width: int = 640, height: int = 480, *, colour: str = "#1a7478", comment: str = "",
          format: str = "JPEG") -> bytes:
    """A photograph with the place where it was taken, and a comment, written into it."""
    picture, out = Image.new("RGB", (width, height), colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera Maker"
    exif.get_ifd(0x8825).update(GPS)
    more = {"comment": comment.encode()} if comment and format == "JPEG" else {}
    picture.save(out, format, exif=exif, **more)
    return out.getvalue()


def pdf(text: str = "Plumbline", *, catalog: str = "", more: tuple[str, ...] = (), pages: int = 1) -> bytes:
    """A PDF of so many pages; ``catalog`` is added to its first object and ``more`` are objects of its own, the first
    of them 3 + 2 * pages."""
    kids = " ".join(f"{3 + 2 * page} 0 R" for page in range(pages))
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    for page in range(pages):
        drawn = f"BT /F1 24 Tf 72 720 Td ({text} {page + 1}) Tj ET"
        font = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * page} 0 R {font} >>",
                    f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"]
    return _pdf([*objects, *more])


def _pdf(objects: list[str]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def ballast(size: int) -> str:
    """An object of a PDF that is so large and of no use."""
    return f"<< /Length {size} >>\nstream\n{'x' * size}\nendstream"


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(300, 300)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(text: str = "Plumbline", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A small text document; ``more`` are further parts of it, or others in place of its own."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    return zipped({
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(type="officeDocument", target="word/document.xml", more=""),
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{paragraphs}</w:body></w:document>',
        **(more or {}),
    })


def xlsx(rows: list[list[object]]) -> bytes:
    """A small spreadsheet."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be so large, in a few bytes."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
            + chunk(b"IEND", b""))
