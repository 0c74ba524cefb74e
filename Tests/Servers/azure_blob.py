"""A Blob service as far as the tests need one: containers, block blobs, block lists, ETags, conditions and metadata,
with the error codes of Microsoft's documentation. One account, named in the path as emulators have it.

Signatures are computed again with azure-storage-blob's own signers, for SharedKey and for shared access signatures.
Tokens come from endpoints of this server that stand for Microsoft Entra ID, the metadata service of a virtual machine
and that of App Service; a client id `lifetime-N` gets tokens of N seconds.

usage: azure_blob.py PORT ACCOUNT KEY FEDERATED_TOKEN
"""

import base64
import binascii
import datetime
import email.utils
import gzip
import hashlib
import itertools
import secrets
import sys
import time
import xml.etree.ElementTree as ElementTree
from urllib.parse import parse_qsl, unquote
from xml.sax.saxutils import escape

from azure.core.pipeline import PipelineContext, PipelineRequest
from azure.core.pipeline.transport import HttpRequest
from azure.storage.blob._serialize import _SUPPORTED_API_VERSIONS
from azure.storage.blob._shared.authentication import SharedKeyCredentialPolicy
from azure.storage.blob._shared.shared_access_signature import QueryStringConstants
from azure.storage.blob._shared_access_signature import _BlobSharedAccessHelper

from http_server import Request, Response, serve

NEWEST_VERSION = _SUPPORTED_API_VERSIONS[-1]
LARGEST_PUT = 256 << 20
LARGEST_BLOCK = 100 << 20
LARGEST_METADATA = 8 << 10
CLOCK_TOLERANCE = 15 * 60
SIGNED_PARAMETERS = {value for name, value in vars(QueryStringConstants).items() if name.startswith("SIGNED_")}


class Refusal(Exception):
    def __init__(self, status, code, headers=None):
        self.status, self.code, self.headers = status, code, headers or {}


class Blob:
    def __init__(self):
        self.content = None
        self.uncommitted = {}
        self.committed = {}


class Container:
    def __init__(self):
        self.blobs = {}
        self.refused = []


class Service:
    def __init__(self, account, key, federated_token):
        self.account, self.key, self.federated_token = account, key, federated_token
        self.signer = SharedKeyCredentialPolicy(account, key)
        self.containers = {}
        self.tokens = {}
        self.etags = itertools.count(0x8DC0000000000001)

    # Requests

    def handle(self, request: Request) -> Response:
        try:
            if request.path.startswith("/_control/"):
                return self.control(request)
            if (answer := self.identity(request)) is not None:
                return answer
            response = self.authorized(request)
        except Refusal as refusal:
            body = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{refusal.code}</Code><Message>-</Message></Error>'
            body = body.encode()
            headers = {"x-ms-error-code": refusal.code, "Content-Type": "application/xml", **refusal.headers}
            response = Response(refusal.status, headers, body)
        response.headers.setdefault("Date", email.utils.formatdate(usegmt=True))
        response.headers["x-ms-version"] = request.headers.get("x-ms-version", NEWEST_VERSION)
        response.headers["x-ms-request-id"] = secrets.token_hex(16)
        return response

    def control(self, request):
        """What tests of the repository tell the server, and no client would: contents that a container refuses."""
        name = request.path.removeprefix("/_control/refuse/")
        self.containers.setdefault(name, Container()).refused.append(request.body)
        return Response(204)

    def authorized(self, request):
        parts = request.path.split("/", 3)
        if len(parts) < 2 or unquote(parts[1]) != self.account:
            raise Refusal(400, "InvalidUri")
        container = unquote(parts[2]) if len(parts) > 2 else ""
        blob = unquote(parts[3]) if len(parts) > 3 else ""
        version = request.headers.get("x-ms-version", "")
        if not "2015-02-21" <= version <= NEWEST_VERSION:
            raise Refusal(400, "InvalidHeaderValue" if version else "MissingRequiredHeader")
        self.authorize(request, container, blob)
        query = request.query()
        if blob:
            return self.on_blob(request, query, container, blob)
        if container:
            return self.on_container(request, query, container)
        if request.method == "GET" and query.get("comp") == "list":
            return self.list_containers(query)
        raise Refusal(400, "UnsupportedQueryParameter")

    # Authorization

    def authorize(self, request, container, blob):
        authorization = request.headers.get("authorization", "")
        query = request.query()
        if authorization.startswith("SharedKey "):
            self.check_date(request)
            if not secrets.compare_digest(authorization, self.shared_key(request)):
                raise Refusal(403, "AuthenticationFailed")
        elif authorization.startswith("Bearer "):
            if self.tokens.get(authorization.removeprefix("Bearer "), 0) < time.time():
                raise Refusal(401, "InvalidAuthenticationInfo", {"WWW-Authenticate": "Bearer"})
        elif "sig" in query:
            self.check_signature(request, query, container, blob)
        else:
            raise Refusal(401, "NoAuthenticationInformation", {"WWW-Authenticate": "Bearer"})

    def check_date(self, request):
        text = request.headers.get("x-ms-date") or request.headers.get("date") or ""
        try:
            date = email.utils.parsedate_to_datetime(text)
        except ValueError:
            raise Refusal(403, "AuthenticationFailed")
        if date.strftime("%a, %d %b %Y %H:%M:%S GMT") != text or abs(date.timestamp() - time.time()) > CLOCK_TOLERANCE:
            raise Refusal(403, "AuthenticationFailed")

    def shared_key(self, request):
        url = f"http://{request.headers['host']}{request.path}" + ("?" + request.query_text if request.query_text else "")
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        signed = HttpRequest(request.method, url, headers=headers)
        self.signer.on_request(PipelineRequest(signed, PipelineContext(None)))
        return signed.headers["Authorization"]

    def check_signature(self, request, query, container, blob):
        helper = _BlobSharedAccessHelper()
        helper.query_dict = {name: value for name, value in query.items() if name in SIGNED_PARAMETERS and name != "sig"}
        if "srt" in query:
            helper.add_account_signature(self.account, self.key)
        else:
            path = {"c": f"/{container}", "b": f"/{container}/{blob}"}.get(query.get("sr"))
            if path is None:
                raise Refusal(403, "AuthenticationFailed")
            helper.add_resource_signature(self.account, self.key, path)
        if not secrets.compare_digest(helper.query_dict["sig"], query["sig"]):
            raise Refusal(403, "AuthenticationFailed")
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        if query.get("se", "") < now or query.get("st", "") > now:
            raise Refusal(403, "AuthenticationFailed")
        if "srt" in query:
            if "b" not in query.get("ss", ""):
                raise Refusal(403, "AuthorizationServiceMismatch")
            if ("o" if blob else "c" if container else "s") not in query["srt"]:
                raise Refusal(403, "AuthorizationResourceTypeMismatch")
        elif not blob and request.query().get("comp") != "list":
            raise Refusal(403, "AuthorizationPermissionMismatch")
        needed = {"PUT": "cw", "DELETE": "d"}.get(request.method, "l" if request.query().get("comp") == "list" else "r")
        if not set(needed) & set(query.get("sp", "")):
            raise Refusal(403, "AuthorizationPermissionMismatch")

    def identity(self, request):
        """Answers to questions for a token; None for any other request."""
        query = request.query()
        if request.method == "POST" and request.path.endswith("/oauth2/v2.0/token"):
            form = dict(parse_qsl(request.body.decode()))
            if form.get("scope") != "https://storage.azure.com/.default" or form.get("grant_type") != "client_credentials":
                return Response.of_json(400, {"error": "invalid_scope", "error_description": "AADSTS70011: The scope"})
            if form.get("client_assertion") != self.federated_token and form.get("client_secret") != self.federated_token:
                return Response.of_json(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid"})
            return self.token(form["client_id"], "expires_in", int)
        if request.path == "/metadata/identity/oauth2/token":
            if request.headers.get("metadata") != "true" or query.get("api-version") != "2018-02-01":
                return Response.of_json(400, {"error": "invalid_request"})
        elif request.path == "/msi/token":
            if request.headers.get("x-identity-header") != self.federated_token or query.get("api-version") != "2019-08-01":
                return Response.of_json(401, {"error": "unauthorized"})
        else:
            return None
        if query.get("resource") != "https://storage.azure.com/":
            return Response.of_json(400, {"error": "invalid_resource"})
        return self.token(query.get("client_id", ""), "expires_on", str)

    def token(self, client, name, kind):
        lifetime = int(client.removeprefix("lifetime-")) if client.startswith("lifetime-") else 3600
        token = secrets.token_urlsafe(32)
        self.tokens[token] = time.time() + lifetime
        number = lifetime if name == "expires_in" else int(time.time()) + lifetime
        return Response.of_json(200, {"token_type": "Bearer", "access_token": token, name: kind(number)})

    # Containers

    def on_container(self, request, query, name):
        if query.get("restype") != "container":
            raise Refusal(400, "InvalidQueryParameterValue")
        if query.get("comp") == "list" and request.method == "GET":
            return self.list_blobs(query, self.container(name))
        if "comp" in query:
            raise Refusal(400, "InvalidQueryParameterValue")
        if request.method == "PUT":
            if name in self.containers:
                raise Refusal(409, "ContainerAlreadyExists")
            self.containers[name] = Container()
            return Response(201, {"ETag": self.etag()})
        self.container(name)
        if request.method == "DELETE":
            del self.containers[name]
            return Response(202)
        return Response(200, {"ETag": '"0x1"'})

    def container(self, name):
        if name not in self.containers:
            raise Refusal(404, "ContainerNotFound")
        return self.containers[name]

    def list_containers(self, query):
        names = sorted(name for name in self.containers if name.startswith(query.get("prefix", "")))
        items = "".join(f"<Container><Name>{escape(name)}</Name><Properties/></Container>" for name in names)
        return self.xml(f"<EnumerationResults><Containers>{items}</Containers><NextMarker/></EnumerationResults>")

    def list_blobs(self, query, container):
        items = []
        for name, blob in sorted(container.blobs.items()):
            if blob.content is None or not name.startswith(query.get("prefix", "")):
                continue
            metadata = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in blob.metadata.items())
            properties = "".join(
                f"<{key}>{escape(value)}</{key}>"
                for key, value in {
                    "Last-Modified": blob.modified, "Etag": blob.etag.strip('"'), "BlobType": "BlockBlob",
                    "Content-Length": str(len(blob.content)), "Content-Type": blob.content_type,
                    "Content-Encoding": blob.content_encoding, "Content-MD5": blob.content_md5,
                }.items()
            )
            items.append(
                f"<Blob><Name>{escape(name)}</Name><Properties>{properties}</Properties>"
                f"<Metadata>{metadata}</Metadata></Blob>"
            )
        return self.xml(f"<EnumerationResults><Blobs>{''.join(items)}</Blobs><NextMarker/></EnumerationResults>")

    @staticmethod
    def xml(text):
        body = f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()
        return Response(200, {"Content-Type": "application/xml"}, body)

    # Blobs

    def on_blob(self, request, query, container_name, name):
        container = self.container(container_name)
        blob = container.blobs.get(name)
        if request.method in ("GET", "HEAD"):
            if blob is None or blob.content is None:
                raise Refusal(404, "BlobNotFound")
            return self.get_blob(request, blob)
        if request.method != "PUT":
            raise Refusal(405, "UnsupportedHttpVerb")
        if len(name) > 1024:
            raise Refusal(400, "InvalidUri")
        self.check_digest(request)
        if query.get("comp") == "block":
            return self.put_block(request, query, container, name)
        self.check_conditions(request, blob)
        if query.get("comp") == "blocklist":
            return self.put_block_list(request, container, name)
        if "comp" in query:
            raise Refusal(400, "InvalidQueryParameterValue")
        if request.headers.get("x-ms-blob-type") != "BlockBlob":
            raise Refusal(400, "MissingRequiredHeader")
        if len(request.body) > LARGEST_PUT:
            raise Refusal(413, "RequestBodyTooLarge")
        encoding = request.headers.get("x-ms-blob-content-encoding") or request.headers.get("content-encoding", "")
        content_type = request.headers.get("x-ms-blob-content-type") or request.headers.get("content-type", "")
        md5 = base64.b64encode(hashlib.md5(request.body).digest()).decode()
        return self.commit(request, container, name, request.body, {}, content_type, encoding, md5)

    def get_blob(self, request, blob):
        headers = self.blob_headers(blob)
        text = request.headers.get("x-ms-range") or request.headers.get("range")
        if request.method == "HEAD" or not text:
            return Response(200, headers, blob.content)
        first, _, last = text.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(blob.content)), len(blob.content) - 1)
        if start > end:
            raise Refusal(416, "InvalidRange")
        part = blob.content[start : end + 1]
        headers |= {"Content-Range": f"bytes {start}-{end}/{len(blob.content)}", "Content-Length": str(len(part))}
        return Response(206, headers, part)

    def put_block(self, request, query, container, name):
        block = query.get("blockid", "")
        try:
            if not 0 < len(base64.b64decode(block, validate=True)) <= 64:
                raise Refusal(400, "InvalidBlockId")
        except binascii.Error:
            raise Refusal(400, "InvalidBlockId")
        if len(request.body) > LARGEST_BLOCK:
            raise Refusal(413, "RequestBodyTooLarge")
        blob = container.blobs.setdefault(name, Blob())
        if any(len(other) != len(block) for other in blob.uncommitted):
            raise Refusal(400, "InvalidBlobOrBlock")
        blob.uncommitted[block] = request.body
        return Response(201, {"Content-MD5": base64.b64encode(hashlib.md5(request.body).digest()).decode()})

    def put_block_list(self, request, container, name):
        blob = container.blobs.get(name) or Blob()
        blocks = {}
        content = []
        try:
            items = list(ElementTree.fromstring(request.body))
        except ElementTree.ParseError:
            raise Refusal(400, "InvalidXmlDocument")
        for item in items:
            places = {
                "Latest": (blob.uncommitted, blob.committed), "Uncommitted": (blob.uncommitted,),
                "Committed": (blob.committed,),
            }.get(item.tag, ())
            found = next((place[item.text] for place in places if item.text in place), None)
            if found is None:
                raise Refusal(400, "InvalidBlockList")
            blocks[item.text] = found
            content.append(found)
        headers = request.headers
        return self.commit(
            request, container, name, b"".join(content), blocks, headers.get("x-ms-blob-content-type", ""),
            headers.get("x-ms-blob-content-encoding", ""), headers.get("x-ms-blob-content-md5", ""),
        )

    def commit(self, request, container, name, content, blocks, content_type, encoding, md5):
        metadata = {
            key.removeprefix("x-ms-meta-"): value
            for key, value in request.headers.items()
            if key.startswith("x-ms-meta-")
        }
        if sum(len(key) + len(value) for key, value in metadata.items()) > LARGEST_METADATA:
            raise Refusal(400, "MetadataTooLarge")
        plain = gzip.decompress(content) if encoding == "gzip" else content
        if any(refused in plain for refused in container.refused):
            raise Refusal(409, "BlobImmutableDueToPolicy")
        blob = container.blobs.setdefault(name, Blob())
        blob.content, blob.committed, blob.uncommitted = content, blocks, {}
        blob.metadata, blob.content_type, blob.content_encoding, blob.content_md5 = metadata, content_type, encoding, md5
        blob.etag, blob.modified = self.etag(), email.utils.formatdate(usegmt=True)
        headers = {"ETag": blob.etag, "Last-Modified": blob.modified}
        if "content-md5" in request.headers:
            headers["Content-MD5"] = request.headers["content-md5"]
        return Response(201, headers)

    def check_digest(self, request):
        if "content-md5" not in request.headers:
            return
        try:
            digest = base64.b64decode(request.headers["content-md5"], validate=True)
        except binascii.Error:
            digest = b""
        if len(digest) != 16:
            raise Refusal(400, "InvalidMd5")
        if digest != hashlib.md5(request.body).digest():
            raise Refusal(400, "Md5Mismatch")

    def check_conditions(self, request, blob):
        etag = blob.etag if blob is not None and blob.content is not None else None
        if_match, if_none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
        if if_match is not None and (etag is None or if_match not in ("*", etag)):
            raise Refusal(412, "ConditionNotMet")
        if if_none_match == "*" and etag is not None:
            raise Refusal(409, "BlobAlreadyExists")
        if if_none_match is not None and if_none_match == etag:
            raise Refusal(412, "ConditionNotMet")

    def blob_headers(self, blob):
        headers = {
            "ETag": blob.etag, "Last-Modified": blob.modified, "Content-Type": blob.content_type,
            "x-ms-blob-type": "BlockBlob", "x-ms-creation-time": blob.modified, "Accept-Ranges": "bytes",
            "Content-Length": str(len(blob.content)), "x-ms-server-encrypted": "true",
            **{f"x-ms-meta-{key}": value for key, value in blob.metadata.items()},
        }
        if blob.content_encoding:
            headers["Content-Encoding"] = blob.content_encoding
        if blob.content_md5:
            headers["Content-MD5"] = blob.content_md5
        return headers

    def etag(self):
        return f'"0x{next(self.etags):X}"'


if __name__ == "__main__":
    serve(Service(sys.argv[2], sys.argv[3], sys.argv[4]).handle, int(sys.argv[1]))
