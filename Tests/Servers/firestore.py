"""Firestore's REST API, version 1, as far as the tests need it: batchGet, batchWrite, commit, lists; preconditions on
existence and update time; the limits of Google's documentation. Requests are read strictly, by Google's own protocol
buffers. Everything but the token endpoints asks for a valid access token, or for `owner` as the emulator does.

Every project has the database `(default)`, those named `datastore-…` in Datastore mode. What a test wants of a project
of its own it says with POST /_test/projects/ID: `answers` are given in turn in place of what would have been done
(`{"status": …, "code": …, "reason": …, "message": …, "headers": {…}}`, or `{"drop": true}` for a connection that breaks;
`"only": "batchWrite"` leaves other requests alone); `statuses` are given in turn for single writes in place of writing;
writes of the events `refuse` are refused alone, requests with those of `refuse_request` as a whole;
`most_index_entries` is another limit than Google's.

usage: firestore.py PORT DIRECTORY
"""

import json
import pathlib
import re
import sys
import time
from urllib.parse import unquote

from google.cloud.firestore_v1.types import document, firestore
from google.protobuf import json_format
from google.rpc import code_pb2

from google_tokens import TokenService
from http_server import Response, serve

SCOPES = {"https://www.googleapis.com/auth/datastore", "https://www.googleapis.com/auth/cloud-platform"}
LARGEST_DOCUMENT = 1 << 20
LARGEST_REQUEST = 10 << 20
DEEPEST = 20
MOST_INDEX_ENTRIES = 40_000
MOST_WRITES = 500
HTTP_STATUS = {
    "INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400, "UNAUTHENTICATED": 401, "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404, "ALREADY_EXISTS": 409, "ABORTED": 409, "RESOURCE_EXHAUSTED": 429, "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
}
Document = document.Document.pb()


class Failure(Exception):
    def __init__(self, code, message, status=None, reason=None, headers=None):
        super().__init__(message)
        self.code, self.message = code, message
        self.status = status or HTTP_STATUS.get(code, 500)
        self.reason, self.headers = reason, headers

    def response(self, is_stream):
        error = {"code": self.status, "message": self.message, "status": self.code}
        if self.reason:
            error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": self.reason}]
        body = {"error": error}
        return Response.of_json(self.status, [body] if is_stream else body, self.headers)


class Project:
    def __init__(self):
        self.documents = {}
        self.settings = {
            "answers": [], "statuses": [], "refuse": [], "refuse_request": [], "most_index_entries": MOST_INDEX_ENTRIES,
        }
        self.requests = []


def check_name(name):
    match = re.fullmatch(r"projects/[^/]+/databases/[^/]+/documents/(.+)", name, re.DOTALL)
    parts = match[1].split("/") if match else []
    if not parts or len(parts) % 2 or len(name.encode()) > 6 << 10:
        raise Failure("INVALID_ARGUMENT", f"Document name \"{name}\" has invalid format")
    for part in parts:
        if not part or part in (".", "..") or re.fullmatch("__.*__", part, re.DOTALL) or len(part.encode()) > 1500:
            raise Failure("INVALID_ARGUMENT", f"Resource id \"{part}\" is invalid")
    return parts


def measure(value, depth=0):
    """Size and index entries of a value, by Google's documentation."""
    kind = value.WhichOneof("value_type")
    if depth > DEEPEST:
        raise Failure("INVALID_ARGUMENT", "Property contains a value nested too deeply.")
    if kind == "map_value":
        return measure_fields(value.map_value.fields, depth + 1)
    if kind == "array_value":
        size = 0
        for element in value.array_value.values:
            if element.WhichOneof("value_type") == "array_value":
                raise Failure("INVALID_ARGUMENT", "Cannot convert an array value in an array value.")
            size += measure(element, depth + 1)[0]
        return size, len(value.array_value.values)
    sizes = {
        "string_value": lambda: len(value.string_value.encode()) + 1,
        "bytes_value": lambda: len(value.bytes_value),
        "boolean_value": lambda: 1,
        "null_value": lambda: 1,
        "integer_value": lambda: 8,
        "double_value": lambda: 8,
    }
    if kind not in sizes:
        raise Failure("INVALID_ARGUMENT", f"No value, or one of a kind that is not expected: {kind}")
    return sizes[kind](), 2


def measure_fields(fields, depth=0):
    size = entries = 0
    for name, value in fields.items():
        length = len(name.encode())
        if not 1 <= length <= 1500 or re.fullmatch("__.*__", name, re.DOTALL):
            raise Failure("INVALID_ARGUMENT", f"Field name \"{name}\" is invalid")
        value_size, value_entries = measure(value, depth)
        size += length + 1 + value_size
        entries += value_entries
    return size, entries


def check_document(update, most_index_entries):
    parts = check_name(update.name)
    fields_size, entries = measure_fields(update.fields)
    size = sum(len(part.encode()) + 1 for part in parts) + 16 + fields_size + 32
    if size > LARGEST_DOCUMENT:
        raise Failure(
            "INVALID_ARGUMENT",
            f"Document '{update.name}' cannot be written because its size ({size:,} bytes) exceeds the maximum allowed "
            f"size of {LARGEST_DOCUMENT:,} bytes.",
        )
    if entries > most_index_entries:
        raise Failure("INVALID_ARGUMENT", "too many index entries for entity")


def identity_of(write):
    """The id of the event that a document of ours holds."""
    return write.update.fields["distributary"].map_value.fields["id"].string_value


def masked(stored, paths):
    """A document with only the fields that a mask names; names are plain."""
    if not paths:
        return stored
    result = Document(name=stored.name, create_time=stored.create_time, update_time=stored.update_time)
    for path in paths:
        names = path.split(".")
        source, target = stored.fields, result.fields
        for position, name in enumerate(names):
            if name not in source:
                break
            if position == len(names) - 1:
                target[name].CopyFrom(source[name])
            else:
                source, target = source[name].map_value.fields, target[name].map_value.fields
    return result


class Service:
    def __init__(self, tokens):
        self.tokens = tokens
        self.projects = {}
        self.microseconds = time.time_ns() // 1000

    def handle(self, request):
        if response := self.tokens.handle(request):
            return response
        if request.path.startswith("/_test/projects/"):
            return self.control(request)
        is_stream = request.path.endswith(":batchGet")
        try:
            return self.route(request)
        except Failure as failure:
            return failure.response(is_stream)
        except (json_format.ParseError, UnicodeError, RecursionError) as error:
            return Failure("INVALID_ARGUMENT", f"Invalid JSON payload received. {error}").response(is_stream)

    def control(self, request):
        project = self.projects.setdefault(request.path.rpartition("/")[2], Project())
        if request.method == "POST":
            project.settings.update(json.loads(request.body or b"{}"))
        return Response.of_json(200, {"requests": project.requests})

    def route(self, request):
        match = re.fullmatch(
            r"/v1/(projects/([^/]+)/databases/([^/:]+)/documents)((?:/[^:]*?)?)(?::([A-Za-z]+))?", unquote(request.path)
        )
        if not match:
            return Response(404, {"Content-Type": "text/html"}, b"Not Found")
        root, project_id, database, path, method = match.groups()
        if request.headers.get("authorization") != "Bearer owner" and not self.tokens.account_of(request, SCOPES):
            raise Failure("UNAUTHENTICATED", "Request had invalid authentication credentials.")
        project = self.projects.setdefault(project_id, Project())
        project.requests.append(method or "list")
        self.scripted(project, method, request)
        if project_id.startswith("datastore-"):
            raise Failure("FAILED_PRECONDITION", "The Cloud Firestore API is not available for Datastore Mode.")
        if database != "(default)":
            raise Failure("NOT_FOUND", f"The database {database} does not exist for project {project_id}")
        if len(request.body) > LARGEST_REQUEST:
            raise Failure("INVALID_ARGUMENT", "Request payload size exceeds the limit: 10485760 bytes.", status=413)
        if method is None and request.method == "GET":
            return self.list(project, root + path, request)
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            raise Failure("INVALID_ARGUMENT", "The body is not declared as JSON")
        methods = {
            "batchGet": self.batch_get, "batchWrite": self.batch_write, "commit": self.commit,
            "listCollectionIds": self.list_collection_ids,
        }
        if method not in methods:
            raise Failure("UNIMPLEMENTED", "Method not found")
        return methods[method](project, root + path, request)

    def scripted(self, project, method, request):
        answers = project.settings["answers"]
        if answers and answers[0].get("only") in (None, method):
            answer = answers.pop(0)
            if answer.get("drop"):
                raise ConnectionResetError
            raise Failure(
                answer.get("code", ""), answer.get("message", ""), answer.get("status"), answer.get("reason"),
                answer.get("headers"),
            )

    def now(self):
        self.microseconds = max(self.microseconds + 1, time.time_ns() // 1000)
        return self.microseconds

    def batch_get(self, project, root, request):
        message = json_format.Parse(request.body, firestore.BatchGetDocumentsRequest.pb()())
        answers = []
        for name in message.documents:
            check_name(name)
            answer = firestore.BatchGetDocumentsResponse.pb()()
            if stored := project.documents.get(name):
                answer.found.CopyFrom(masked(stored, message.mask.field_paths))
            else:
                answer.missing = name
            answer.read_time.FromMicroseconds(self.now())
            answers.append(json_format.MessageToJson(answer))
        # In another order than they were asked for, as Firestore may.
        answers.reverse()
        return Response(200, {"Content-Type": "application/json"}, ("[" + ",\n".join(answers) + "]").encode())

    def check_precondition(self, project, write):
        stored = project.documents.get(write.update.name)
        kind = write.current_document.WhichOneof("condition_type")
        if kind == "exists" and write.current_document.exists != bool(stored):
            if stored:
                raise Failure("ALREADY_EXISTS", f"Document already exists: {write.update.name}")
            raise Failure("NOT_FOUND", f"No document to update: {write.update.name}")
        if kind == "update_time":
            if not stored:
                raise Failure("NOT_FOUND", f"No document to update: {write.update.name}")
            if stored.update_time != write.current_document.update_time:
                raise Failure("FAILED_PRECONDITION", "the stored version does not match the required base version")

    def apply(self, project, write):
        now = self.now()
        stored = Document()
        stored.CopyFrom(write.update)
        before = project.documents.get(write.update.name)
        if before:
            stored.create_time.CopyFrom(before.create_time)
        else:
            stored.create_time.FromMicroseconds(now)
        stored.update_time.FromMicroseconds(now)
        project.documents[write.update.name] = stored
        return stored.update_time

    def check_writes(self, project, root, writes):
        if len(writes) > MOST_WRITES:
            raise Failure("INVALID_ARGUMENT", "maximum 500 writes allowed per request")
        for write in writes:
            if write.WhichOneof("operation") != "update" or not write.update.name.startswith(root + "/"):
                raise Failure("INVALID_ARGUMENT", "Only updates of documents of the database")
            check_document(write.update, project.settings["most_index_entries"])

    def batch_write(self, project, root, request):
        message = json_format.Parse(request.body, firestore.BatchWriteRequest.pb()())
        self.check_writes(project, root, message.writes)
        if any(identity_of(write) in project.settings["refuse_request"] for write in message.writes):
            raise Failure("INVALID_ARGUMENT", "Refused by a test")
        names = [write.update.name for write in message.writes]
        if len(set(names)) != len(names):
            raise Failure("INVALID_ARGUMENT", "A document cannot be written more than once in a single request")
        answer = firestore.BatchWriteResponse.pb()()
        for write in message.writes:
            result, status = answer.write_results.add(), answer.status.add()
            try:
                if project.settings["statuses"]:
                    scripted = project.settings["statuses"].pop(0)
                    raise Failure(scripted["code"], scripted.get("message", ""))
                if identity_of(write) in project.settings["refuse"]:
                    raise Failure("INVALID_ARGUMENT", "Refused by a test")
                self.check_precondition(project, write)
                result.update_time.CopyFrom(self.apply(project, write))
            except Failure as failure:
                status.code = code_pb2.Code.Value(failure.code) if failure.code else 99
                status.message = failure.message
        return Response(200, {"Content-Type": "application/json"}, json_format.MessageToJson(answer).encode())

    def commit(self, project, root, request):
        message = json_format.Parse(request.body, firestore.CommitRequest.pb()())
        self.check_writes(project, root, message.writes)
        for write in message.writes:
            self.check_precondition(project, write)
        answer = firestore.CommitResponse.pb()()
        for write in message.writes:
            answer.write_results.add().update_time.CopyFrom(self.apply(project, write))
        answer.commit_time.FromMicroseconds(self.now())
        return Response(200, {"Content-Type": "application/json"}, json_format.MessageToJson(answer).encode())

    def list(self, project, collection, request):
        answer = firestore.ListDocumentsResponse.pb()()
        for name in sorted(project.documents):
            if name.rpartition("/")[0] == collection:
                answer.documents.add().CopyFrom(project.documents[name])
        return Response(200, {"Content-Type": "application/json"}, json_format.MessageToJson(answer).encode())

    def list_collection_ids(self, project, parent, request):
        names = {name[len(parent) + 1 :].split("/")[0] for name in project.documents if name.startswith(parent + "/")}
        answer = firestore.ListCollectionIdsResponse.pb()(collection_ids=sorted(names))
        return Response(200, {"Content-Type": "application/json"}, json_format.MessageToJson(answer).encode())


def main():
    port, directory = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    tokens = TokenService(f"http://127.0.0.1:{port}")
    (directory / "service-account.json").write_text(json.dumps(tokens.credentials()))
    serve(Service(tokens).handle, port)


main()
