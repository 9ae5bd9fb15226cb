"""Notices of dangerous products: writing them, those that are there twice, their matches with products."""
