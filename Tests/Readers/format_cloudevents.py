"""Reads every CloudEvent below a folder with the CloudEvents SDK and prints a JSON line for each: file, attributes, data.

    format_cloudevents.py FOLDER

A file is a structured event; one a line where its name ends in .ndjson; a batch where it ends in .batch.json; and an
HTTP message with its headers where it ends in .http.json: {"headers": {…}, "body": base64}.
"""

import base64
import json
import pathlib
import sys

from cloudevents.v1.http import from_http

STRUCTURED = {"content-type": "application/cloudevents+json"}


def show(event, name):
    data = event.data if isinstance(event.data, (dict, list)) else json.loads(event.data)
    print(json.dumps({"file": name, "attributes": dict(event.get_attributes()), "data": data}))


def read(path, name):
    text = path.read_text()
    if name.endswith(".http.json"):
        message = json.loads(text)
        show(from_http(message["headers"], base64.b64decode(message["body"])), name)
    elif name.endswith(".batch.json"):
        for event in json.loads(text):
            show(from_http(STRUCTURED, json.dumps(event)), name)
    else:
        for part in text.splitlines() if name.endswith(".ndjson") else [text]:
            show(from_http(STRUCTURED, part), name)


root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*")):
    if path.is_file() and not path.relative_to(root).parts[0].startswith("."):
        read(path, str(path.relative_to(root)))
