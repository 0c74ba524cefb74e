"""Prints every object below a prefix of a bucket as a JSON line with its key, its metadata and its bytes in base64.

    s3.py ENDPOINT BUCKET PREFIX ACCESS_KEY_ID SECRET_ACCESS_KEY
"""

import base64
import json
import sys

import boto3

endpoint, bucket, prefix, key_id, secret = sys.argv[1:]
s3 = boto3.client(
    "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key_id, aws_secret_access_key=secret,
    config=boto3.session.Config(s3={"addressing_style": "path"}),
)
for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
    for entry in page.get("Contents", []):
        found = s3.get_object(Bucket=bucket, Key=entry["Key"])
        content = base64.b64encode(found["Body"].read()).decode()
        print(json.dumps({"key": entry["Key"], "metadata": found["Metadata"], "value": content}))
