"""Prints the documents of a Firestore database, one JSON object a line, read with google-cloud-firestore: the fields as
JSON again, and apart from them the map `distributary`.

usage: firestore.py ENDPOINT PROJECT
"""

import base64
import json
import sys
from urllib.parse import urlsplit

from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreRestTransport
from google.oauth2.credentials import Credentials


def plain(value):
    kind = types.Value.pb(value).WhichOneof("value_type")
    if kind == "map_value":
        return {name: plain(field) for name, field in value.map_value.fields.items()}
    if kind == "array_value":
        return [plain(element) for element in value.array_value.values]
    if kind == "null_value":
        return None
    content = getattr(value, kind)
    return base64.b64encode(content).decode() if kind == "bytes_value" else content


def collections(client, parent):
    for name in client.list_collection_ids(types.ListCollectionIdsRequest(parent=parent)):
        yield name


def documents(client, parent):
    """Every document below, also where the one above it does not exist: the paths are Terra's."""
    for collection in collections(client, parent):
        yield from client.list_documents(types.ListDocumentsRequest(parent=parent, collection_id=collection))


def main(endpoint, project):
    address = urlsplit(endpoint)
    transport = FirestoreRestTransport(host=address.netloc, url_scheme=address.scheme, credentials=Credentials("owner"))
    client = FirestoreClient(transport=transport)
    root = f"projects/{project}/databases/(default)/documents"
    for document in documents(client, f"{root}/terra/2022-03-16"):
        fields = {name: plain(value) for name, value in document.fields.items()}
        own = fields.pop("distributary")
        print(json.dumps({
            "path": document.name.removeprefix(root + "/"), "fields": json.dumps(fields), "ordering": own["ordering"],
            "id": own["id"], "payload": own.get("payload"),
        }))


main(*sys.argv[1:])
