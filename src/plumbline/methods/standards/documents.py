"""The document of which a designation names an edition, a supplement or a draft: prefix, number and part, undated."""

from __future__ import annotations

from plumbline.methods.standards.designations import Designation

RECOMMENDED = "/T"
"""What Chinese prefixes end in where a standard is recommended. One that was converted keeps its number."""


def document(read: Designation) -> str:
    """The document, as it is cited without a year. A draft belongs to the one that it is to become."""
    return _written(read.prefix.base if read.prefix.stage else read.prefix.text, read)


def documents(read: Designation) -> frozenset[str]:
    """The document under each name that its editions may have: GB and GB/T, for force changes and the number stays."""
    base = read.prefix.base
    return frozenset({document(read), _written(base, read), _written(f"{base}{RECOMMENDED}", read)})


def _written(prefix: str, read: Designation) -> str:
    return f"{prefix}{read.prefix.gap}{read.number}{f'-{read.part}' if read.part else ''}"
