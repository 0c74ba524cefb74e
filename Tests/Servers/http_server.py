"""A small HTTP/1.1 server for the test servers of this folder: requests in order on a connection, many connections at
once, on one thread, so that each request is served as a whole before the next.
"""

import asyncio
import dataclasses
import http
import json
import signal
from urllib.parse import unquote

LARGEST_HEAD = 64 << 10


@dataclasses.dataclass
class Request:
    method: str
    # As it came, percent-encoded.
    path: str
    query_text: str
    # Names in small letters.
    headers: dict[str, str]
    body: bytes

    def query(self):
        """Names and values, decoded; the last one where a name comes twice."""
        pairs = (pair.partition("=") for pair in self.query_text.split("&") if pair)
        return {unquote(name): unquote(value) for name, _, value in pairs}


@dataclasses.dataclass
class Response:
    status: int
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: bytes = b""

    @staticmethod
    def of_json(status, value, headers=None):
        body = json.dumps(value).encode()
        return Response(status, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}, body)


async def read_chunks(reader):
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body


async def read_request(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {}
    for line in head[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    path, _, query = target.partition("?")
    return Request(method, path, query, headers, body)


def write_response(writer, request, response):
    lines = [f"HTTP/1.1 {response.status} {http.HTTPStatus(response.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if "Content-Length" not in response.headers:
        lines.append(f"Content-Length: {len(response.body)}")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    writer.write(head if request.method == "HEAD" else head + response.body)


async def serve_connection(handler, reader, writer):
    try:
        while True:
            request = await read_request(reader, writer)
            response = handler(request)
            if asyncio.iscoroutine(response):
                response = await response
            write_response(writer, request, response)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def serve(handler, port):
    """Serves on 127.0.0.1 until SIGINT or SIGTERM. `handler` takes a request and returns a response, or a coroutine of
    one."""

    async def run():
        server = await asyncio.start_server(
            lambda reader, writer: serve_connection(handler, reader, writer), "127.0.0.1", port, limit=LARGEST_HEAD
        )
        end = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, end.set)
        print(f"listening on 127.0.0.1:{port}", flush=True)
        await end.wait()
        server.close()

    asyncio.run(run())
