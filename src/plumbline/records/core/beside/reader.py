"""What reads many rows of a SQLite store as Arrow, by a driver with a SQLite of its own: no value becomes an object of
Python's. A process of its own, for the reason that ``apart`` gives.
"""

from __future__ import annotations

import signal
import sys

import adbc_driver_sqlite.dbapi as adbc
import pyarrow as pa

BATCH_ROWS = "adbc.sqlite.query.batch_rows"


def main() -> None:
    """Answer the query in the second argument, over the store in the first, on standard output as an Arrow stream with
    as many rows a batch as the third says. Ends with 0 if that was all of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    file, sql, rows = sys.argv[1:]
    try:
        with adbc.connect(f"{file}?mode=ro", autocommit=True) as store, store.cursor() as cursor:
            cursor.adbc_statement.set_options(**{BATCH_ROWS: rows})
            cursor.execute(sql)
            found = cursor.fetch_record_batch()
            with pa.PythonFile(sys.stdout.buffer, "w") as out, pa.ipc.new_stream(out, found.schema) as stream:
                for batch in found:
                    stream.write_batch(batch)
    except (adbc.Error, OSError, pa.ArrowException) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
