"""Prints the objects of a bucket, one JSON object a line, read with google-cloud-storage.

usage: gcs.py ENDPOINT CREDENTIALS BUCKET, where CREDENTIALS is a file or `anonymous`
"""

import base64
import json
import sys

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.oauth2 import service_account


def main(endpoint, credentials_file, bucket):
    if credentials_file == "anonymous":
        credentials = AnonymousCredentials()
    else:
        credentials = service_account.Credentials.from_service_account_file(credentials_file)
    client = storage.Client("test-project", credentials, client_options={"api_endpoint": endpoint})
    for blob in client.list_blobs(bucket):
        print(json.dumps({
            "name": blob.name, "contentType": blob.content_type, "contentEncoding": blob.content_encoding,
            "metadata": blob.metadata or {}, "generation": blob.generation,
            "content": base64.b64encode(blob.download_as_bytes(raw_download=True, checksum="crc32c")).decode(),
        }))


main(*sys.argv[1:])
