"""What holds of evidence wherever it is sent or fetched."""

from __future__ import annotations

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What a file of somebody else's may do in a browser that shows it all the same: nothing."""
FORM_BYTES = 64 << 10
