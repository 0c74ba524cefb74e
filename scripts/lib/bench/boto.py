"""boto3, which is there only in the Python of the tests."""

import os
import subprocess

PRELUDE = """
import sys, boto3
kind, url, key, secret = sys.argv[1:5]
arguments = sys.argv[5:]
client = boto3.client(kind, endpoint_url=url, region_name="us-east-1", aws_access_key_id=key,
                      aws_secret_access_key=secret, config=boto3.session.Config(s3={"addressing_style": "path"}))
"""


def boto(kind, url, key, secret, program, *arguments):
    """What a program prints that is given `client` and `arguments`."""
    result = subprocess.run(
        [os.environ["DISTRIBUTARY_TEST_PYTHON"], "-c", PRELUDE + program, kind, url, key, secret, *arguments],
        capture_output=True, text=True,
    )
    if result.returncode:
        raise SystemExit("bench: boto3 failed: " + result.stderr[-500:])
    return result.stdout.split()
