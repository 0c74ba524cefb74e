"""Prints what the rows of a Supabase project name, each a JSON line with the name of the object and its bytes in base64,
read with Supabase's own clients; with `glucose_samples` the readings instead, as user/local time and mg/dL in base64.

    supabase.py URL KEY SCHEMA BUCKET terra_data_payloads|glucose_samples
"""

import base64
import json
import sys

from postgrest import SyncPostgrestClient
from storage3 import create_client

url, key, schema, bucket, table = sys.argv[1:]
headers = {"apikey": key, "Authorization": f"Bearer {key}"}
client = SyncPostgrestClient(f"{url}/rest/v1", schema=schema, headers=headers)


def rows(columns, order):
    """All rows: an answer holds a thousand at most."""
    start = 0
    while True:
        query = client.table(table).select(columns)
        for column in order:
            query = query.order(column)
        page = query.range(start, start + 999).execute().data
        yield from page
        if len(page) < 1000:
            return
        start += 1000


if table == "glucose_samples":
    for row in rows("user_id,local_time,glucose_mg_per_dl", ["user_id", "local_time"]):
        # JSON leaves out a fraction of zero.
        seconds, _, fraction = row["local_time"].partition(".")
        value = f"{row['user_id']}/{seconds}.{fraction:0<6}={row['glucose_mg_per_dl']:.0f}"
        print(json.dumps({"value": base64.b64encode(value.encode()).decode()}))
else:
    objects = create_client(f"{url}/storage/v1/", headers, is_async=False).from_(bucket)
    for row in rows("data_type,payload_id", ["payload_id"]):
        name = f"{row['data_type']}/{row['payload_id']}.json"
        print(json.dumps({"key": name, "value": base64.b64encode(objects.download(name)).decode()}))
