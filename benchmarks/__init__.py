"""Measurements behind ``plumb bench NAME``: each module has ``run(**options) -> dict``, and declares what
:mod:`benchmarks._lines` says."""
