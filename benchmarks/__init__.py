"""Measurements behind ``plumb bench NAME``: each module has ``run(**options) -> dict``."""
