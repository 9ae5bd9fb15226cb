"""One module a kind of page. A view reads, asks what may be seen, and hands a template plain values."""
