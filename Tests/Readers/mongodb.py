"""Prints the documents of a collection of Terra's layout as the events that they were, in JSON, a JSON line each.

usage: mongodb.py URL DATABASE COLLECTION
"""

import base64
import json
import sys

import pymongo


def main(url, database, collection):
    for document in pymongo.MongoClient(url)[database][collection].find():
        for own in ("_id", "_distributary"):
            del document[own]
        event = {"type": collection, "user": document.pop("user"), "data": [document]}
        print(json.dumps({"value": base64.b64encode(json.dumps(event).encode()).decode()}))


main(*sys.argv[1:])
