"""Terra's REST API as far as a backfill needs it: days of `body`, the limits on days, large requests and their chunks,
with the answers and headers of Terra's reference. It knows the developer `developer` with the key `secret-key`.

Every day has `samples` readings, every five minutes; `POST /_test` with a JSON object changes what the server does:
`users` (ids), `first` and `last` (days that have data), `samples`, `webhook` (where chunks go), `budget` and `window`
(days that a user may request within so many seconds, Terra's 6,000 an hour), `processing` (so many requests are answered
with `retry_after_seconds` first), `statuses` (answered in turn in place of data), `hold` (answers are made and kept until it
is false again), `chunk_pause` (seconds between chunks), `lose` (numbers of chunks that are never sent).
`GET /_test` tells what was asked: `served` (data was given), `throttled`, `held`.

usage: terra.py PORT
"""

import asyncio
import collections
import datetime
import json
import sys
import time
import urllib.parse
import uuid

from http_server import Response, serve

LONGEST = 1825
LARGE = 28
CHUNK = 10
day = datetime.date.fromisoformat


class Terra:
    def __init__(self):
        self.users = []
        self.first, self.last = "2026-01-01", "2026-12-31"
        self.samples = 12
        self.webhook = None
        self.budget, self.window = 6000, 3600
        self.processing = 0
        self.statuses = []
        self.hold = False
        self.chunk_pause = 0
        self.lose = []
        self.spent = collections.defaultdict(list)
        self.log = {"served": [], "throttled": 0, "held": 0, "large": []}
        self.tasks = set()

    async def handle(self, request):
        if request.path == "/_test":
            if request.method == "POST":
                vars(self).update(json.loads(request.body))
            return Response.of_json(200, self.log)
        response = self.answer(request)
        if self.hold:
            self.log["held"] += 1
            while self.hold:
                await asyncio.sleep(0.01)
        return response

    def answer(self, request):
        if request.headers.get("dev-id") != "developer" or request.headers.get("x-api-key") != "secret-key":
            return problem(401, "invalid credentials")
        if request.method != "GET":
            return problem(405, "method not allowed")
        query = request.query()
        user = query.get("user_id", "")
        if user not in self.users:
            return problem(404, "no user with this id")
        if request.path != "/v2/body":
            return Response.of_json(
                200, {"status": "Data type requested not available from provider", "user": self.user(user)}
            )
        if query.get("with_samples") != "true":
            return problem(400, "this server was to be asked for samples")
        start, end = day(query["start_date"]), day(query["end_date"])
        return self.data(user, start, (end - start).days, query.get("to_webhook", "true") == "true")

    def data(self, user, start, days, to_webhook):
        if days > LONGEST:
            return problem(429, "rate limit exceeded", {"X-Terra-RateLimit-Rule": "r1"})
        if self.statuses:
            return problem(self.statuses.pop(0), "not now")
        now = time.monotonic()
        self.spent[user] = [(at, cost) for at, cost in self.spent[user] if at + self.window > now]
        left = self.budget - sum(cost for _, cost in self.spent[user])
        reset = max(0, self.spent[user][0][0] + self.window - now) if self.spent[user] else 0
        headers = {
            "X-Terra-RateLimit-Limit": str(self.budget), "X-Terra-RateLimit-Remaining": str(max(0, left - days)),
            "X-Terra-RateLimit-Reset-After": f"{reset:.2f}",
        }
        if days > left:
            self.log["throttled"] += 1
            headers |= {"X-Terra-RateLimit-Rule": "r2", "Retry-After": str(int(reset) + 1)}
            return problem(429, "rate limit exceeded", headers)
        self.spent[user].append((now, days))
        if self.processing:
            self.processing -= 1
            return Response.of_json(
                200, {"type": "processing", "status": "processing", "retry_after_seconds": 0.1}, headers
            )
        self.log["served"].append([user, str(start), days])
        found = [self.day(user, start + datetime.timedelta(n)) for n in range(days)]
        found = [one for one in found if one]
        if days > LARGE or to_webhook:
            return self.through_webhook(user, found, days > LARGE, headers)
        return Response.of_json(200, {"type": "body", "user": self.user(user), "data": found}, headers)

    def through_webhook(self, user, found, is_large, headers):
        reference = str(uuid.uuid4())
        task = asyncio.get_running_loop().create_task(self.send(user, found, reference, is_large))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        if is_large:
            self.log["large"].append(reference)
            message = {"type": "large_request_processing", "status": "processing", "message": "Large request is processing"}
        else:
            message = {"status": "success", "type": "body", "trace_id": reference, "message": "Data sent to webhook"}
        return Response.of_json(200, message | {"user": self.user(user), "reference": reference}, headers)

    async def send(self, user, found, reference, is_large):
        parts = [found[n : n + CHUNK] for n in range(0, len(found), CHUNK)]
        about = {"user": self.user(user), "reference": reference}
        if is_large:
            processing = {"type": "large_request_processing", "status": "processing", "message": "Large request is processing"}
            await self.post(processing | about, reference, reference + "-1")
            sending = {"type": "large_request_sending", "message": "Large request is being sent"}
            await self.post(sending | about | {"expected_payloads": len(parts)}, reference, reference + "-2")
        for number, part in enumerate(parts):
            if number in self.lose:
                continue
            await asyncio.sleep(self.chunk_pause)
            event = {"status": "success", "type": "body", "user": self.user(user), "data": part, "version": "2022-03-16"}
            await self.post(event, reference, f"{reference}:chunk:{number}" if is_large else reference)

    async def post(self, event, reference, trace):
        """Until it is taken, as Terra does, only sooner."""
        ordering = int(time.time() * 1000)
        body = json.dumps(event).encode()
        address = urllib.parse.urlsplit(self.webhook)
        head = (
            f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nterra-reference: {reference}\r\nX-Terra-Trace-Id: {trace}\r\n"
            f"X-Terra-Ordering-Timestamp: {ordering}\r\nConnection: close\r\n\r\n"
        ).encode()
        while True:
            try:
                reader, writer = await asyncio.open_connection(address.hostname, address.port)
                writer.write(head + body)
                answer = await reader.read()
                writer.close()
                if b" 202 " in answer.split(b"\r\n")[0]:
                    return
            except OSError:
                pass
            await asyncio.sleep(0.05)

    def user(self, user):
        return {"user_id": user, "provider": "DEXCOM", "reference_id": None, "active": True}

    def day(self, user, date):
        if not day(self.first) <= date <= day(self.last):
            return None
        start = datetime.datetime.combine(date, datetime.time())
        seed = date.toordinal() + sum(user.encode())
        samples = [
            {"timestamp": stamp(start + datetime.timedelta(minutes=5 * n)), "blood_glucose_mg_per_dL": 70 + (seed + n) % 120}
            for n in range(288 - self.samples, 288)
        ]
        return {
            "metadata": {
                "start_time": stamp(start), "end_time": stamp(start + datetime.timedelta(1)), "timestamp_localization": 0
            },
            "glucose_data": {"blood_glucose_samples": samples},
        }


def stamp(time):
    return time.isoformat(timespec="microseconds") + "+00:00"


def problem(status, detail, headers=None):
    body = json.dumps({"type": "about:blank", "title": "refused", "detail": detail}).encode()
    return Response(status, {"Content-Type": "application/problem+json", **(headers or {})}, body)


if __name__ == "__main__":
    serve(Terra().handle, int(sys.argv[1]))
