"""Measures the release build side by side with its yardsticks, in one run, and prints a table.

Called by scripts/bench. Arguments: names of sections; none: all of them. A section is a function in a module of its
own; one of a destination needs that destination's server, which scripts/with-servers starts.
"""

import os
import pathlib
import shutil
import sys
import tempfile

from azure_blob import measure_azure_blob
from encryption import measure_encryption
from end_to_end import measure_end_to_end
from firestore import measure_firestore
from formats import measure_formats
from gcs import measure_gcs
from intake import measure_batches, measure_intake
from isolation import measure_isolation
from kafka import measure_kafka
from memory import measure_memory
from mongodb import measure_mongodb
from mysql import measure_mysql
from poison import measure_poison
from postgres import measure_postgres
from s3 import measure_s3
from sqs import measure_sqs
from supabase import measure_supabase
from superseded import measure_superseded
from support import rows

SECTIONS = {
    # What an acknowledgement takes is measured before gigabytes are written and deleted: syncs take two to three times as
    # long for a while after that.
    "intake": measure_intake,
    "end-to-end": measure_end_to_end,
    "batches": measure_batches,
    "encryption": measure_encryption,
    "memory": measure_memory,
    "superseded": measure_superseded,
    "isolation": measure_isolation,
    "poison": measure_poison,
    "formats": measure_formats,
    "postgres": measure_postgres,
    "kafka": measure_kafka,
    "azure_blob": measure_azure_blob,
    "s3": measure_s3,
    "sqs": measure_sqs,
    "gcs": measure_gcs,
    "firestore": measure_firestore,
    "supabase": measure_supabase,
    "mysql": measure_mysql,
    "mongodb": measure_mongodb,
}


def main():
    names = sys.argv[1:] or list(SECTIONS)
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise SystemExit(f"bench: no section {unknown[0]}; there are: {', '.join(SECTIONS)}")
    root = pathlib.Path(tempfile.mkdtemp(prefix="distributary-bench-", dir=os.environ.get("BENCH_DIR")))
    try:
        for name in names:
            print(f"== {name}", flush=True)
            folder = root / name
            folder.mkdir()
            SECTIONS[name](folder)
            shutil.rmtree(folder)
    except BaseException:
        for log in root.rglob("daemon.log"):
            print(f"--- the end of {log}", *log.read_text(errors="replace").splitlines()[-15:], sep="\n")
        raise
    finally:
        shutil.rmtree(root, ignore_errors=True)
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print()
    for row in [("what", "measured", "against", "wanted"), tuple("-" * width for width in widths), *rows]:
        print(" | ".join(cell.ljust(width) for cell, width in zip(row, widths)))


main()
