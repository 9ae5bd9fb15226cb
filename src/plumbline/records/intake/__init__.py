"""Intake: somebody's file becomes records, or a quarantine file that says row by row why not.

``reader`` turns CSV, XLSX, JSON Lines and Parquet into batches of text; ``columns`` settles which column is which
field; ``checks`` compiles the validators of a kind into one query; ``staging`` hashes the good rows into a file apart;
``publishing`` moves them into the store in short transactions under an import number that becomes visible by one flip.
"""
