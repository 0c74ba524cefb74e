"""A proxy in front of one Kafka broker, which adds what the broker itself cannot do.

It lets clients find it in place of the broker (metadata answers name its port, or --advertise), speaks TLS
(--certificate, --private-key), asks for SASL PLAIN (--user, --password), and refuses sets of messages with
INVALID_RECORD that hold one of the texts in a file (--refuse, a text a line). Everything else passes as it is.

    kafka_proxy.py --listen PORT --upstream PORT [--advertise PORT] …
"""

import argparse
import asyncio
import pathlib
import ssl
import struct

PRODUCE, METADATA, SASL_HANDSHAKE, API_VERSIONS, SASL_AUTHENTICATE = 0, 3, 17, 18, 36
UNSUPPORTED_SASL_MECHANISM, SASL_AUTHENTICATION_FAILED, INVALID_RECORD = 33, 58, 87


class Reader:
    """Values of the Kafka protocol in their order."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def take(self, kind):
        value, = struct.unpack_from(">" + kind, self.data, self.at)
        self.at += struct.calcsize(kind)
        return value

    def string(self):
        length = self.take("h")
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length:self.at]


def string(value):
    return struct.pack(">h", len(value)) + value


def frame(correlation, body):
    return struct.pack(">ii", len(body) + 4, correlation) + body


async def read_frame(stream):
    size, = struct.unpack(">i", await stream.readexactly(4))
    return await stream.readexactly(size)


def with_port(answer, version, port):
    """A metadata answer in which every broker listens on `port`."""
    reader = Reader(answer, 4)
    if version >= 3:
        reader.take("i")
    answer = bytearray(answer)
    for _ in range(reader.take("i")):
        reader.take("i")
        reader.string()
        struct.pack_into(">i", answer, reader.at, port)
        reader.take("i")
        if version >= 1:
            reader.string()
    return bytes(answer)


def with_sasl(answer, version):
    """An answer of API versions that has those of SASL."""
    apis = [(SASL_HANDSHAKE, 0, 1), (SASL_AUTHENTICATE, 0, 1)]
    if version < 3:
        count, = struct.unpack_from(">i", answer, 6)
        added = b"".join(struct.pack(">hhh", *api) for api in apis)
        return answer[:6] + struct.pack(">i", count + len(apis)) + added + answer[10:]
    # Compact: a varint of the count and one, and a byte of tags behind each.
    count = answer[6]
    assert count + len(apis) < 0x80
    added = b"".join(struct.pack(">hhhb", *api, 0) for api in apis)
    return answer[:6] + bytes([count + len(apis)]) + added + answer[7:]


def refusal(version, request):
    """The answer to a produce request none of whose messages was taken."""
    reader = Reader(request, 8)
    reader.string()
    reader.string()
    reader.take("h")
    reader.take("i")
    body = b""
    topics = reader.take("i")
    for _ in range(topics):
        body += string(reader.string())
        partitions = reader.take("i")
        body += struct.pack(">i", partitions)
        for _ in range(partitions):
            body += struct.pack(">ihqq", reader.take("i"), INVALID_RECORD, -1, -1)
            if version >= 5:
                body += struct.pack(">q", -1)
            if version >= 8:
                body += struct.pack(">ih", 0, -1)
            reader.at += reader.take("i")
    return struct.pack(">i", topics) + body + struct.pack(">i", 0)


class Connection:
    def __init__(self, options, client, upstream):
        self.options = options
        (self.from_client, self.to_client), (self.from_broker, self.to_broker) = client, upstream
        self.asked = {}
        self.mechanism_agreed = False

    async def requests(self):
        while True:
            request = await read_frame(self.from_client)
            api, version, correlation = struct.unpack_from(">hhi", request)
            if api in (SASL_HANDSHAKE, SASL_AUTHENTICATE):
                self.to_client.write(frame(correlation, self.authenticate(api, version, request)))
                await self.to_client.drain()
                continue
            if api == PRODUCE and any(text in request for text in self.refused()):
                self.to_client.write(frame(correlation, refusal(version, request)))
                continue
            if api in (METADATA, API_VERSIONS):
                self.asked[correlation] = (api, version)
            self.to_broker.write(struct.pack(">i", len(request)) + request)
            await self.to_broker.drain()

    async def answers(self):
        while True:
            answer = await read_frame(self.from_broker)
            api, version = self.asked.pop(*struct.unpack_from(">i", answer), (None, None))
            if api == METADATA:
                assert version < 9, "compact metadata is not read"
                answer = with_port(answer, version, self.options.advertise or self.options.listen)
            elif api == API_VERSIONS and self.options.user:
                answer = with_sasl(answer, version)
            self.to_client.write(struct.pack(">i", len(answer)) + answer)
            await self.to_client.drain()

    def refused(self):
        path = self.options.refuse
        return path.read_bytes().split() if path and path.exists() else []

    def authenticate(self, api, version, request):
        reader = Reader(request, 8)
        reader.string()
        if api == SASL_HANDSHAKE:
            error = 0 if reader.string() == b"PLAIN" else UNSUPPORTED_SASL_MECHANISM
            return struct.pack(">hi", error, 1) + string(b"PLAIN")
        expected = b"\0" + self.options.user.encode() + b"\0" + self.options.password.encode()
        length = reader.take("i")
        is_right = reader.data[reader.at:reader.at + length] == expected
        lifetime = struct.pack(">q", 0) if version >= 1 else b""
        if is_right:
            return struct.pack(">hhi", 0, -1, 0) + lifetime
        words = string(b"Authentication failed: Invalid username or password")
        return struct.pack(">h", SASL_AUTHENTICATION_FAILED) + words + struct.pack(">i", 0) + lifetime


async def serve(options):
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.private_key)

    async def connect(reader, writer):
        broker = None
        try:
            broker = await asyncio.open_connection("127.0.0.1", options.upstream, limit=1 << 20)
            connection = Connection(options, (reader, writer), broker)
            tasks = [asyncio.create_task(connection.requests()), asyncio.create_task(connection.answers())]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        except OSError:
            pass
        finally:
            writer.close()
            if broker:
                broker[1].close()

    server = await asyncio.start_server(connect, "127.0.0.1", options.listen, ssl=context, limit=1 << 20)
    async with server:
        await server.serve_forever()


parser = argparse.ArgumentParser()
parser.add_argument("--listen", type=int, required=True)
parser.add_argument("--upstream", type=int, required=True)
parser.add_argument("--advertise", type=int)
parser.add_argument("--certificate")
parser.add_argument("--private-key")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--refuse", type=pathlib.Path)
asyncio.run(serve(parser.parse_args()))
