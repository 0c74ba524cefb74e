"""Prints every blob of a container as a JSON line with its name and its bytes in base64.

    azure_blob.py CONNECTION_STRING CONTAINER
"""

import base64
import json
import sys

from azure.storage.blob import ContainerClient

container = ContainerClient.from_connection_string(sys.argv[1], sys.argv[2])
for blob in container.list_blobs():
    content = container.download_blob(blob.name).readall()
    print(json.dumps({"key": blob.name, "value": base64.b64encode(content).decode()}))
