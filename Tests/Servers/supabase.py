"""A Supabase project as far as the tests need one: its Data API, which is PostgREST's documented behaviour over the
PostgreSQL of the test run, with row-level security, and its Storage, with buckets in the same database.

Nobody ships PostgREST where these tests run, so that what of it is needed is written here after its documentation:
functions under /rpc, rows of tables with Prefer: resolution=merge-duplicates, profiles, the roles that a token's claim
names, a schema cache that is only renewed by NOTIFY pgrst, and errors with their codes and statuses. Tokens are verified
with PyJWT, and the clients that Supabase publishes for Python are run against it in a test.

usage: supabase.py PORT POSTGRES_URI JWT_SECRET SECRET_KEY
"""

import asyncio
import json
import re
import sys
import threading
import urllib.parse

import jwt
import psycopg
from psycopg import sql

from http_server import Request, Response, serve

ROLES = ("anon", "authenticated", "service_role")
LARGEST_OBJECT = 50 << 20
# Rows in an answer, as Supabase sets it.
LARGEST_ANSWER = 1000
# What Storage takes in a name.
OBJECT_NAME = re.compile(r"^(\w|/|!|-|\.|\*|'|\(|\)| |&|\$|@|=|;|:|\+|,|\?)*$", re.ASCII)

SETUP = """
DO $$ BEGIN
    CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE service_role NOLOGIN BYPASSRLS;
EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA IF NOT EXISTS storage;
CREATE TABLE IF NOT EXISTS storage.buckets (
    id text PRIMARY KEY, name text NOT NULL UNIQUE, public boolean DEFAULT false, file_size_limit bigint,
    allowed_mime_types text[]
);
CREATE TABLE IF NOT EXISTS storage.objects (
    bucket_id text REFERENCES storage.buckets (id), name text, mimetype text, content bytea, PRIMARY KEY (bucket_id, name)
);
ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA storage, public TO anon, authenticated, service_role;
GRANT ALL ON storage.buckets, storage.objects TO anon, authenticated, service_role;
"""

# The status of a SQLSTATE, in the order in which PostgREST's documentation lists them.
STATUSES = [
    ("08", 503), ("09", 500), ("0L", 403), ("0P", 403), ("23503", 409), ("23505", 409), ("25006", 405), ("25", 500),
    ("28", 403), ("2D", 500), ("38", 500), ("39", 500), ("3B", 500), ("40", 500), ("53400", 500), ("53", 503),
    ("54", 500), ("55", 500), ("57", 500), ("58", 500), ("F0", 500), ("HV", 500), ("P0001", 400), ("P0", 500),
    ("XX", 500), ("42883", 404), ("42P01", 404), ("42P17", 500),
]


class Refusal(Exception):
    def __init__(self, status, body):
        self.status, self.body = status, body


def api_refusal(status, code, message, hint=None, details=None):
    return Refusal(status, {"code": code, "message": message, "details": details, "hint": hint})


def storage_refusal(status, code, message):
    # Storage answers 400 to most refusals, and says in the body what it means.
    return Refusal(500 if status == 500 else 400, {"statusCode": str(status), "error": code, "code": code, "message": message})


class Project:
    def __init__(self, uri, secret, secret_key):
        self.uri, self.secret, self.secret_key = uri, secret, secret_key
        self.connections = threading.local()
        self.cache = {}
        self.lock = threading.Lock()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(SETUP)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        """Renews the schema cache when it is told to, as PostgREST does on its channel."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute("LISTEN pgrst")
            for notice in connection.notifies():
                if notice.payload in ("reload schema", ""):
                    with self.lock:
                        self.cache = {}

    def connection(self):
        found = getattr(self.connections, "it", None)
        if found is None or found.closed:
            found = self.connections.it = psycopg.connect(self.uri)
        return found

    async def handle(self, request: Request) -> Response:
        return await asyncio.get_running_loop().run_in_executor(None, self.answer, request)

    def answer(self, request):
        try:
            role = self.role(request)
            if request.path.startswith("/rest/v1/"):
                return self.data_api(request, role, request.path.removeprefix("/rest/v1/"))
            if request.path.startswith("/storage/v1/"):
                return self.storage(request, role, request.path.removeprefix("/storage/v1/"))
            return Response.of_json(404, {"message": "no Route matched with those values"})
        except Refusal as refusal:
            return Response.of_json(refusal.status, refusal.body)

    # The gateway and the token

    def role(self, request):
        key = request.headers.get("apikey")
        if not key:
            raise Refusal(401, {"message": "No API key found in request", "hint": "No `apikey` request header was found."})
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key == self.secret_key:
            # A secret key is no token: it may stand as one only where both headers say the same.
            if bearer not in ("", key):
                raise Refusal(401, {"message": "Invalid API key"})
            return "service_role"
        if key.startswith("sb_"):
            raise Refusal(401, {"message": "Invalid API key", "hint": "Double check your Supabase API key."})
        try:
            role = jwt.decode(bearer or key, self.secret, algorithms=["HS256"], options={"verify_aud": False}).get("role")
        except jwt.ExpiredSignatureError:
            raise self.bad_token(request, "PGRST303", "JWT expired")
        except jwt.InvalidTokenError:
            raise self.bad_token(request, "PGRST301", "JWSError JWSInvalidSignature")
        if role not in ROLES:
            raise api_refusal(403, "42501", f'permission denied to set role "{role}"')
        return role

    @staticmethod
    def bad_token(request, code, message):
        if request.path.startswith("/storage/"):
            return storage_refusal(403, "Unauthorized", "signature verification failed")
        return api_refusal(401, code, message)

    def run(self, role, statements, refuse):
        """One transaction as the role; the rows of the last statement."""
        connection = self.connection()
        try:
            with connection.transaction():
                connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
                rows = None
                for statement, parameters in statements:
                    cursor = connection.execute(statement, parameters)
                    rows = cursor.fetchall() if cursor.description else cursor.rowcount
            return rows
        except psycopg.Error as error:
            raise refuse(error)

    # The Data API

    def data_api(self, request, role, path):
        is_read = request.method in ("GET", "HEAD")
        schema = request.headers.get("accept-profile" if is_read else "content-profile", "public")
        if not self.exposes(schema):
            raise api_refusal(406, "PGRST106", f"Invalid schema: {schema}", "Only the following schemas are exposed: public")
        if path.startswith("rpc/"):
            return self.call(request, role, schema, path.removeprefix("rpc/"))
        return self.rows(request, role, schema, path)

    def exposes(self, schema):
        return bool(self.look("schemas", schema, "SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)))

    def look(self, what, name, statement, parameters):
        """From the schema cache, which is filled on demand and renewed only when that is asked for. Nothing is
        remembered of what was not found, which spares the tests that set up a schema of their own a wait."""
        with self.lock:
            if (found := self.cache.get((what, name))) is not None:
                return found
        with self.connection().transaction():
            found = self.connection().execute(statement, parameters).fetchall()
        with self.lock:
            if found:
                self.cache[(what, name)] = found
        return found

    def call(self, request, role, schema, name):
        if request.method != "POST":
            raise api_refusal(405, "PGRST101", "Only the GET, HEAD, OPTIONS and POST verbs can be used on RPC")
        arguments = self.json(request)
        found = self.look(
            "functions", f"{schema}.{name}",
            "SELECT p.proargnames::text[] FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = %s AND p.proname = %s", (schema, name),
        )
        if not any(set(names or []) == set(arguments) for names, in found):
            given = ", ".join(sorted(arguments))
            raise api_refusal(
                404, "PGRST202", f"Could not find the function {schema}.{name}({given}) in the schema cache",
                details=f"Searched for the function {schema}.{name} with parameters {given}.",
            )
        statement = sql.SQL("SELECT {}.{}({})").format(
            sql.Identifier(schema), sql.Identifier(name),
            sql.SQL(", ").join(sql.SQL("{} => %s::json").format(sql.Identifier(key)) for key in arguments),
        )
        values = [json.dumps(value) for value in arguments.values()]
        rows = self.run(role, [(statement, values)], lambda error: self.database_refusal(error, role))
        return Response.of_json(200, rows[0][0])

    def rows(self, request, role, schema, table):
        columns = self.look(
            "columns", f"{schema}.{table}",
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
            (schema, table),
        )
        if not columns:
            raise api_refusal(404, "PGRST205", f"Could not find the table '{schema}.{table}' in the schema cache")
        known = {name for name, in columns}
        name = sql.SQL("{}.{}").format(sql.Identifier(schema), sql.Identifier(table))
        refuse = lambda error: self.database_refusal(error, role)
        if request.method == "GET":
            return self.select(request, role, name, known, refuse)
        if request.method != "POST":
            raise api_refusal(405, "PGRST117", f"Unsupported HTTP method: {request.method}")
        return self.insert(request, role, schema, table, name, known, refuse)

    def select(self, request, role, name, known, refuse):
        query = request.query()
        wanted = query.get("select", "*")
        names = sorted(known) if wanted == "*" else [column.strip() for column in wanted.split(",")]
        for column in names:
            if column not in known:
                raise api_refusal(400, "42703", f"column {column} does not exist")
        filters, values = [], []
        for column, text in query.items():
            if column in known and text.startswith("eq."):
                filters.append(sql.SQL("{} = %s").format(sql.Identifier(column)))
                values.append(text[3:])
        order = []
        for part in filter(None, query.get("order", "").split(",")):
            column, _, direction = part.partition(".")
            if column not in known:
                raise api_refusal(400, "42703", f"column {column} does not exist")
            order.append(sql.Identifier(column) + sql.SQL(" DESC" if direction.startswith("desc") else " ASC"))
        tail = sql.SQL(" ORDER BY ") + sql.SQL(", ").join(order) if order else sql.SQL("")
        limit = min(int(query.get("limit", LARGEST_ANSWER)), LARGEST_ANSWER)
        tail += sql.SQL(" LIMIT {} OFFSET {}").format(limit, int(query.get("offset", 0)))
        where = sql.SQL(" WHERE ") + sql.SQL(" AND ").join(filters) if filters else sql.SQL("")
        statement = sql.SQL("SELECT coalesce(json_agg(row_to_json(r)), '[]') FROM (SELECT {} FROM {}{}{}) AS r").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), name, where, tail
        )
        return Response.of_json(200, self.run(role, [(statement, values)], refuse)[0][0])

    def insert(self, request, role, schema, table, name, known, refuse):
        body = self.json(request)
        body = body if isinstance(body, list) else [body]
        for column in {key for row in body for key in row}:
            if column not in known:
                message = f"Could not find the '{column}' column of '{table}' in the schema cache"
                raise api_refusal(400, "PGRST204", message)
        columns = sorted({key for row in body for key in row})
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        conflict = sql.SQL("")
        prefer = request.headers.get("prefer", "")
        if "resolution=" in prefer:
            keys = [column for column in request.query().get("on_conflict", "").split(",") if column]
            keys = keys or [column for column, in self.look(
                "keys", f"{schema}.{table}",
                "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
                "WHERE i.indisprimary AND i.indrelid = to_regclass(%s)", (f'"{schema}"."{table}"',),
            )]
            target = sql.SQL(", ").join(map(sql.Identifier, keys))
            if "ignore-duplicates" in prefer:
                conflict = sql.SQL(" ON CONFLICT ({}) DO NOTHING").format(target)
            else:
                sets = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in columns]
                conflict = sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(target, sql.SQL(", ").join(sets))
        statement = sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM json_populate_recordset(null::{0}, %s){2}").format(
            name, names, conflict
        )
        self.run(role, [(statement, [json.dumps(body)])], refuse)
        if "return=representation" in prefer:
            return Response.of_json(201, body)
        return Response(201)

    @staticmethod
    def json(request):
        try:
            return json.loads(request.body)
        except ValueError:
            raise api_refusal(400, "PGRST102", "Empty or invalid json")

    @staticmethod
    def database_refusal(error, role):
        code = error.sqlstate or "PGRST000"
        if error.sqlstate is None:
            return api_refusal(503, "PGRST001", "Database client error. Retrying the connection.")
        status = next((status for prefix, status in STATUSES if code.startswith(prefix)), 400)
        if code == "42501":
            status = 401 if role == "anon" else 403
        diagnostics = error.diag
        return api_refusal(status, code, diagnostics.message_primary, diagnostics.message_hint, diagnostics.message_detail)

    # Storage

    def storage(self, request, role, path):
        parts = [urllib.parse.unquote(part) for part in path.split("/", 2)]
        if parts[0] == "bucket":
            return self.on_bucket(request, role, parts[1] if len(parts) > 1 else None)
        if parts[0] == "object" and len(parts) == 2 and request.method == "DELETE":
            return self.remove(request, role, parts[1])
        if parts[0] == "object" and len(parts) == 3:
            return self.on_object(request, role, parts[1], parts[2])
        return Response.of_json(404, {"statusCode": "404", "error": "Not Found", "message": "Route not found"})

    def on_bucket(self, request, role, name):
        if name is None and request.method == "POST":
            wanted = json.loads(request.body)
            self.run(
                role,
                [("INSERT INTO storage.buckets (id, name, public, file_size_limit, allowed_mime_types) VALUES (%s, %s, %s, %s, %s)",
                  (wanted["id"], wanted["name"], wanted.get("public", False), wanted.get("file_size_limit"),
                   wanted.get("allowed_mime_types")))],
                lambda error: self.storage_database_refusal(error, "Duplicate", "The resource already exists"),
            )
            return Response.of_json(200, {"name": wanted["name"]})
        if request.method == "GET" and name is not None:
            self.bucket(role, name)
            return Response.of_json(200, {"id": name, "name": name, "public": False})
        return Response.of_json(404, {"statusCode": "404", "error": "Not Found", "message": "Route not found"})

    def bucket(self, role, name):
        rows = self.run(
            role, [("SELECT file_size_limit, allowed_mime_types FROM storage.buckets WHERE id = %s", (name,))],
            self.storage_database_refusal,
        )
        if not rows:
            raise storage_refusal(404, "Bucket not found", "Bucket not found")
        return rows[0]

    def on_object(self, request, role, bucket, name):
        if request.method == "GET":
            name = name.removeprefix("authenticated/")
            rows = self.run(
                role, [("SELECT mimetype, content FROM storage.objects WHERE bucket_id = %s AND name = %s", (bucket, name))],
                self.storage_database_refusal,
            )
            if not rows:
                raise storage_refusal(404, "not_found", "Object not found")
            return Response(200, {"Content-Type": rows[0][0]}, bytes(rows[0][1]))
        if request.method not in ("POST", "PUT"):
            return Response.of_json(404, {"statusCode": "404", "error": "Not Found", "message": "Route not found"})
        limit, types = self.bucket(role, bucket)
        content, kind = self.content(request)
        if not name or not OBJECT_NAME.match(name) or len(name) > 1024:
            raise storage_refusal(400, "InvalidKey", f"Invalid key: {name}")
        if len(content) > (limit or LARGEST_OBJECT):
            raise storage_refusal(413, "Payload too large", "The object exceeded the maximum allowed size")
        if types and kind not in types:
            raise storage_refusal(415, "invalid_mime_type", f"mime type {kind} is not supported")
        is_upsert = request.headers.get("x-upsert") == "true" or request.method == "PUT"
        conflict = "ON CONFLICT (bucket_id, name) DO UPDATE SET mimetype = excluded.mimetype, content = excluded.content"
        self.run(
            role,
            [(f"INSERT INTO storage.objects VALUES (%s, %s, %s, %s) {conflict if is_upsert else ''}", (bucket, name, kind, content))],
            lambda error: self.storage_database_refusal(error, "Duplicate", "The resource already exists"),
        )
        return Response.of_json(200, {"Id": name, "Key": f"{bucket}/{name}"})

    @staticmethod
    def content(request):
        """The body, or the file of a form: Supabase's clients send forms."""
        kind = request.headers.get("content-type", "application/octet-stream")
        if not kind.startswith("multipart/form-data"):
            return request.body, kind
        boundary = b"--" + kind.partition("boundary=")[2].strip('"').encode()
        for part in request.body.split(boundary):
            head, _, content = part.partition(b"\r\n\r\n")
            if b"filename=" in head:
                found = re.search(rb"content-type: *([^\r\n]+)", head, re.IGNORECASE)
                return content[:-2], found.group(1).decode() if found else "application/octet-stream"
        raise storage_refusal(400, "InvalidRequest", "no file in the form")

    def remove(self, request, role, bucket):
        names = json.loads(request.body)["prefixes"]
        if len(names) > 1000:
            raise storage_refusal(400, "InvalidRequest", "body/prefixes must NOT have more than 1000 items")
        rows = self.run(
            role, [("DELETE FROM storage.objects WHERE bucket_id = %s AND name = ANY(%s) RETURNING name", (bucket, names))],
            self.storage_database_refusal,
        )
        return Response.of_json(200, [{"bucket_id": bucket, "name": name} for name, in rows])

    @staticmethod
    def storage_database_refusal(error, duplicate="Duplicate", message="The resource already exists"):
        if error.sqlstate == "42501":
            return storage_refusal(403, "Unauthorized", error.diag.message_primary)
        if error.sqlstate == "23505":
            return storage_refusal(409, duplicate, message)
        return storage_refusal(500, "DatabaseError", "database error")


if __name__ == "__main__":
    serve(Project(sys.argv[2], sys.argv[3], sys.argv[4]).handle, int(sys.argv[1]))
