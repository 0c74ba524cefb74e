"""Reads every file of readings below a folder with Python's json and csv and prints a JSON line for each row.

    format_readings.py FOLDER        NDJSON, or CSV where a name ends in .csv; both also gzipped
"""

import csv
import gzip
import io
import json
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*")):
    if not path.is_file() or path.relative_to(root).parts[0].startswith("."):
        continue
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    name = str(path.relative_to(root))
    if name.removesuffix(".gz").endswith(".csv"):
        rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(io.StringIO(content.decode()))]
    else:
        rows = [json.loads(line, parse_int=str, parse_float=str) for line in content.decode().splitlines()]
    for row in rows:
        print(json.dumps({"file": name, "row": row}))
