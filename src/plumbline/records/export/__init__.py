"""Tables on their way out: CSV, XLSX and Parquet as streams of bytes, and workbooks to be filled in and sent back."""
