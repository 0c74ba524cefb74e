"""Events into a container of the test run's Blob service against `curl --parallel` to the same server.

Both send the same shared access signature: a request signed with an account's key costs this server, which is one in
Python, twice as much to check, and it would be the server that is measured. A few thousand requests a second keep it
busy, so that fewer events than usual say as much.
"""

import base64
import hashlib
import os
import subprocess

from curl import curl_parallel
from support import day_events, drain, report, small_events

SIGN = """
import datetime, sys
from azure.storage.blob import BlobServiceClient, ContainerSasPermissions, generate_container_sas
service = BlobServiceClient.from_connection_string(sys.argv[1])
service.create_container(sys.argv[2])
end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
signature = generate_container_sas(
    service.account_name, sys.argv[2], account_key=service.credential.account_key,
    permission=ContainerSasPermissions(create=True, write=True), expiry=end,
)
print(f"{service.url.rstrip('/')}/{sys.argv[2]}?{signature}")
"""
COUNT = """
import sys
from azure.storage.blob import ContainerClient
print(sum(1 for _ in ContainerClient.from_connection_string(sys.argv[1], sys.argv[2]).list_blobs()))
"""


def with_library(script, container):
    """What a script prints that uses Microsoft's library."""
    arguments = [os.environ["DISTRIBUTARY_TEST_PYTHON"], "-c", script, os.environ["DISTRIBUTARY_TEST_AZURE_BLOB"], container]
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.strip()


def measure_azure_blob(folder):
    small, days = (lambda: small_events(60_000)), (lambda: day_events(users=200, days=60))
    for name, bodies in (("small", small), ("days", days)):
        for layout in ("documents", "batches"):
            measure(folder, name, bodies, layout)


def measure(folder, name, bodies, layout):
    container = f"bench-{os.getpid()}-{name}-{layout}"
    place = folder / container
    place.mkdir()
    url = with_library(SIGN, container)
    drained = drain(place, bodies(), f"{{kind: azure_blob, container: {container}, layout: {layout}, sas_url: '{url}'}}")
    stored = int(with_library(COUNT, container))
    what = f"Azure Blob, {drained.events:,} {'days of 18 KB' if name == 'days' else 'events of 1.3 KB'} as {layout}"
    if layout == "batches":
        report(what, drained.summary(), f"{stored:,} blobs")
        return
    if stored != drained.events:
        raise SystemExit(f"bench: the container holds {stored} blobs of {drained.events} events")
    rate = curl(place, bodies(), with_library(SIGN, f"{container}-curl"))
    report(what, drained.summary(), f"{drained.events / drained.seconds / rate:.2f} of curl --parallel ({rate:,.0f}/s)", "≥ 0.7")


def md5(content):
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def curl(folder, bodies, container_url):
    """Blobs a second that curl puts, 16 at once, with the same hash, condition and metadata as ours."""
    url, _, signature = container_url.partition("?")
    requests = []
    for event in (event for body in bodies for event in body.split(b"\n")):
        number = len(requests)
        file = folder / f"event-{number}"
        file.write_bytes(event)
        headers = [f'header = "Content-MD5: {md5(event)}"', f'header = "x-ms-meta-id: {number}"']
        requests.append((f"{url}/{number}.json?{signature}", f'upload-file = "{file}"', headers))
    options = [
        'header = "x-ms-blob-type: BlockBlob"', 'header = "x-ms-version: 2021-12-02"',
        'header = "Content-Type: application/json"', 'header = "If-None-Match: *"',
        'header = "x-ms-meta-ordering: 1789516800000"',
    ]
    return len(requests) / curl_parallel(folder, requests, options, connections=16)
