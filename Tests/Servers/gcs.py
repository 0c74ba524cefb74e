"""Google Cloud Storage's JSON API as far as the tests need it: buckets, objects with generations and preconditions,
multipart and resumable uploads, checksums. Everything but the token endpoints asks for a valid access token.

What a test wants of a bucket of its own it says with POST /_test/buckets/NAME: `answers` are given in turn in place of
what would have been done (`{"status": …, "reason": …, "message": …, "headers": {…}}`, or `{"drop": true}` for a
connection that breaks, `{"drop": true, "keep": n}` after n bytes of a chunk were taken); objects that contain `refuse`
are refused; `permissions` are those that everybody has.

usage: gcs.py PORT DIRECTORY
"""

import base64
import gzip
import hashlib
import json
import pathlib
import re
import secrets
import sys
import time
from urllib.parse import quote, unquote

import google_crc32c

from google_tokens import TokenService
from http_server import Response, serve

SCOPES = {
    "https://www.googleapis.com/auth/devstorage.read_write",
    "https://www.googleapis.com/auth/devstorage.full_control",
    "https://www.googleapis.com/auth/cloud-platform",
}
CHUNK_UNIT = 256 << 10


class Failure(Exception):
    def __init__(self, status, reason, message, headers=None):
        error = {"code": status, "message": message, "errors": [{"message": message, "domain": "global", "reason": reason}]}
        self.response = Response.of_json(status, {"error": error}, headers)


class Bucket:
    def __init__(self, name):
        self.name = name
        self.objects = {}
        self.sessions = {}
        self.settings = {"answers": [], "refuse": [], "permissions": None}
        self.requests = []


class Upload:
    def __init__(self, resource, condition, total):
        self.resource, self.condition, self.total = resource, condition, total
        self.content = b""
        self.result = None


def checksums(content):
    md5 = base64.b64encode(hashlib.md5(content).digest()).decode()
    crc = base64.b64encode(google_crc32c.value(content).to_bytes(4, "big")).decode()
    return md5, crc


def read_multipart(request):
    """The metadata and the content of a multipart/related body of two parts (RFC 2387)."""
    match = re.fullmatch(r'multipart/related;\s*boundary="?([^"]+)"?', request.headers.get("content-type", ""))
    if not match:
        raise Failure(400, "badContent", "Not a multipart/related body")
    delimiter = b"--" + match[1].encode()
    body = request.body.removeprefix(b"\r\n")
    parts = body.split(b"\r\n" + delimiter)
    if not body.startswith(delimiter) or len(parts) != 3 or parts[2] not in (b"--", b"--\r\n"):
        raise Failure(400, "badContent", "The body has not two parts")
    head, _, metadata = parts[0].removeprefix(delimiter).removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not head.lower().startswith(b"content-type: application/json"):
        raise Failure(400, "badContent", "The first part is no JSON")
    head, _, content = parts[1].removeprefix(b"\r\n").partition(b"\r\n\r\n")
    content_type = re.search(rb"(?i)content-type:\s*([^\r]+)", head)
    resource = json.loads(metadata)
    resource.setdefault("contentType", content_type[1].decode() if content_type else "application/octet-stream")
    return resource, content


class Service:
    def __init__(self, tokens, base):
        self.tokens = tokens
        self.base = base
        self.buckets = {}
        self.generation = time.time_ns() // 1000

    def handle(self, request):
        if request.path == "/healthz":
            return Response(200)
        if response := self.tokens.handle(request):
            return response
        try:
            if request.path.startswith("/_test/buckets/"):
                return self.control(request)
            if not self.tokens.account_of(request, SCOPES):
                raise Failure(401, "authError", "Invalid Credentials", {"WWW-Authenticate": "Bearer"})
            return self.route(request)
        except Failure as failure:
            return failure.response

    def control(self, request):
        name = request.path.rpartition("/")[2]
        bucket = self.buckets.setdefault(name, Bucket(name))
        if request.method == "POST":
            bucket.settings.update(json.loads(request.body or b"{}"))
        return Response.of_json(200, {"requests": bucket.requests})

    def route(self, request):
        if request.path == "/storage/v1/b" and request.method == "POST":
            name = json.loads(request.body)["name"]
            self.buckets[name] = Bucket(name)
            return Response.of_json(200, {"kind": "storage#bucket", "name": name})
        match = re.fullmatch(r"/(upload/|download/)?storage/v1/b/([^/]+)(/o(?:/([^/]+))?|/iam/testPermissions)?", request.path)
        if not match:
            return Response(404, {"Content-Type": "text/html"}, b"Not Found")
        bucket = self.buckets.get(unquote(match[2]))
        if not bucket:
            raise Failure(404, "notFound", "The specified bucket does not exist.")
        bucket.requests.append(f"{request.method} {request.path}?{request.query_text}")
        answer = bucket.settings["answers"].pop(0) if bucket.settings["answers"] else None
        if answer and not answer.get("drop"):
            raise Failure(answer["status"], answer.get("reason", ""), answer.get("message", ""), answer.get("headers"))
        name = unquote(match[4], errors="strict") if match[4] else None
        if match[1] == "upload/":
            return self.upload(bucket, request, answer)
        if answer:
            raise ConnectionResetError
        if match[3] == "/iam/testPermissions":
            return self.permissions(bucket, request)
        if not match[3]:
            return Response.of_json(200, {"kind": "storage#bucket", "name": bucket.name})
        if name is None:
            return self.list(bucket, request)
        return self.object(bucket, name, request)

    def permissions(self, bucket, request):
        asked = [unquote(pair.partition("=")[2]) for pair in request.query_text.split("&") if pair.startswith("permissions=")]
        held = bucket.settings["permissions"]
        granted = [permission for permission in asked if held is None or permission in held]
        answer = {"kind": "storage#testIamPermissionsResponse"}
        return Response.of_json(200, {**answer, "permissions": granted} if granted else answer)

    def list(self, bucket, request):
        prefix = request.query().get("prefix", "")
        items = [resource for name, (resource, _) in sorted(bucket.objects.items()) if name.startswith(prefix)]
        return Response.of_json(200, {"kind": "storage#objects", "items": items})

    def object(self, bucket, name, request):
        if name not in bucket.objects:
            raise Failure(404, "notFound", f"No such object: {bucket.name}/{name}")
        resource, content = bucket.objects[name]
        if request.method == "DELETE":
            del bucket.objects[name]
            return Response(204)
        if request.query().get("alt") != "media":
            return Response.of_json(200, resource)
        md5, crc = checksums(content)
        headers = {
            "Content-Type": resource["contentType"],
            "X-Goog-Generation": resource["generation"],
            "X-Goog-Hash": f"crc32c={crc},md5={md5}",
            "X-Goog-Stored-Content-Encoding": resource.get("contentEncoding", "identity"),
        }
        if encoding := resource.get("contentEncoding"):
            headers["Content-Encoding"] = encoding
        return Response(200, headers, content)

    def upload(self, bucket, request, answer):
        query = request.query()
        if request.method == "PUT":
            return self.chunk(bucket, query.get("upload_id"), request, answer)
        condition = query.get("ifGenerationMatch")
        if query.get("uploadType") in ("multipart", "media"):
            if query["uploadType"] == "multipart":
                resource, content = read_multipart(request)
            else:
                resource, content = {"contentType": request.headers.get("content-type", "")}, request.body
            self.check_name(query.get("name", resource.get("name")))
            resource["name"] = query.get("name", resource.get("name"))
            stored = self.store(bucket, resource, content, condition)
            if answer:
                raise ConnectionResetError
            return stored
        if query.get("uploadType") != "resumable":
            raise Failure(400, "invalid", "Unknown uploadType")
        resource = json.loads(request.body)
        resource.setdefault("contentType", request.headers.get("x-upload-content-type", "application/octet-stream"))
        self.check_name(resource.get("name"))
        self.check_condition(bucket, resource["name"], condition)
        session = secrets.token_urlsafe(24)
        total = request.headers.get("x-upload-content-length")
        bucket.sessions[session] = Upload(resource, condition, total)
        location = f"http://{request.headers['host']}/upload/storage/v1/b/{bucket.name}/o?uploadType=resumable&upload_id={session}"
        return Response(200, {"Location": location, "X-GUploader-UploadID": session})

    def chunk(self, bucket, session, request, answer):
        upload = bucket.sessions.get(session)
        if not upload:
            return Response(410)
        if upload.result:
            return upload.result
        content_range = request.headers.get("content-range", "")
        if re.fullmatch(r"bytes \*/(\d+|\*)", content_range):
            return self.incomplete(upload)
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", content_range)
        if not match or int(match[2]) - int(match[1]) + 1 != len(request.body):
            raise Failure(400, "invalid", "Content-Range and body disagree")
        if int(match[1]) != len(upload.content):
            raise Failure(503, "backendError", "A chunk does not begin where the last one ended")
        if match[3] != "*" and upload.total is not None and match[3] != upload.total:
            raise Failure(400, "invalid", "The total size has changed")
        if answer:
            upload.content += request.body[: answer.get("keep", 0) // CHUNK_UNIT * CHUNK_UNIT]
            raise ConnectionResetError
        is_last = match[3] != "*" and int(match[2]) + 1 == int(match[3])
        if not is_last and len(request.body) % CHUNK_UNIT:
            raise Failure(400, "invalid", "A chunk that is not the last is no multiple of 256 KiB")
        upload.content += request.body
        if not is_last:
            return self.incomplete(upload)
        upload.result = self.store(bucket, upload.resource, upload.content, upload.condition)
        return upload.result

    def incomplete(self, upload):
        headers = {"Range": f"bytes=0-{len(upload.content) - 1}"} if upload.content else {}
        return Response(308, headers)

    def check_name(self, name):
        if not name or len(name.encode()) > 1024 or "\n" in name or "\r" in name or name in (".", ".."):
            raise Failure(400, "invalid", "The specified object name is not valid.")

    def check_condition(self, bucket, name, condition):
        if condition is None:
            return
        current = bucket.objects[name][0]["generation"] if name in bucket.objects else "0"
        if current != condition:
            raise Failure(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")

    def store(self, bucket, resource, content, condition):
        name = resource["name"]
        unknown = set(resource) - {"name", "contentType", "contentEncoding", "md5Hash", "crc32c", "metadata"}
        if unknown or any(not isinstance(value, str) for value in resource.get("metadata", {}).values()):
            raise Failure(400, "invalid", "Invalid metadata")
        md5, crc = checksums(content)
        for given, calculated, kind in ((resource.get("md5Hash"), md5, "MD5"), (resource.get("crc32c"), crc, "CRC32C")):
            if given is not None and given != calculated:
                raise Failure(
                    400, "invalid", f'Provided {kind} hash "{given}" doesn\'t match calculated {kind} hash "{calculated}".'
                )
        plain = gzip.decompress(content) if resource.get("contentEncoding") == "gzip" else content
        if any(word.encode() in plain for word in bucket.settings["refuse"]):
            raise Failure(400, "invalid", "Refused by a test")
        self.check_condition(bucket, name, condition)
        self.generation += 1
        stored = {
            **resource,
            "kind": "storage#object",
            "bucket": bucket.name,
            "id": f"{bucket.name}/{name}/{self.generation}",
            "generation": str(self.generation),
            "metageneration": "1",
            "size": str(len(content)),
            "md5Hash": md5,
            "crc32c": crc,
            "mediaLink": f"{self.base}/download/storage/v1/b/{bucket.name}/o/{quote(name, safe='')}?alt=media",
        }
        bucket.objects[name] = (stored, content)
        return Response.of_json(200, stored)


def main():
    port, directory = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    base = f"http://127.0.0.1:{port}"
    tokens = TokenService(base)
    (directory / "service-account.json").write_text(json.dumps(tokens.credentials()))
    serve(Service(tokens, base).handle, port)


main()
