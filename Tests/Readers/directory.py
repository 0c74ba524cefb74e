"""Prints the content of every file below a folder as a JSON line with its path and its bytes in base64, gunzipped.

    directory.py FOLDER
"""

import base64
import gzip
import json
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*")):
    parts = path.relative_to(root).parts
    if not path.is_file() or any(part.startswith(".") for part in parts):
        continue
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    print(json.dumps({"path": "/".join(parts), "value": base64.b64encode(content).decode()}))
