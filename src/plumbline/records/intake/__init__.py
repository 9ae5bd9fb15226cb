"""Taking files in: read, check, set aside, stage, publish.

``reader`` turns CSV, XLSX, JSON Lines and Parquet into batches of text; ``columns`` settles which column is which field;
``checks`` compiles a kind's validators into one query; ``staging`` types, salts and hashes the good rows;
``publishing`` moves them into the store, where an import becomes visible by one flip.
"""
