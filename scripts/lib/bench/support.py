"""What every section of the bench uses: processes, load, and the drain of a backlog.

Set by scripts/bench: DISTRIBUTARY_BINARY, DISTRIBUTARY_BENCH_BINARY.
"""

import atexit
import dataclasses
import datetime
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import time

BINARY = os.environ["DISTRIBUTARY_BINARY"]
BENCH = os.environ["DISTRIBUTARY_BENCH_BINARY"]
LUA = pathlib.Path(__file__).with_name("events.lua")
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
CONNECTIONS = 64

rows: list[tuple[str, str, str, str]] = []


def report(what, figure, yardstick="", wanted=""):
    rows.append((what, figure, yardstick, wanted))
    print(f"  {what}: {figure}  {yardstick}  {wanted}", flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def day_body(user, date, readings):
    """A Dexcom day as Terra sends it."""
    samples = [
        {
            "timestamp": f"{date}T{i * 5 // 60:02d}:{i * 5 % 60:02d}:17.000000+01:00",
            "blood_glucose_mg_per_dL": 80 + (i * 7) % 90,
            "glucose_level_flag": 0,
            "trend_arrow": 3,
        }
        for i in range(readings)
    ]
    event = {
        "status": "success",
        "type": "body",
        "user": {"user_id": user, "provider": "DEXCOM", "reference_id": "patient-" + user[:4], "active": True},
        "data": [
            {
                "metadata": {
                    "start_time": f"{date}T00:00:00.000000+01:00",
                    "end_time": f"{date}T23:59:59.000000+01:00",
                    "timestamp_localization": 1,
                },
                "device_data": {"name": "Dexcom G7", "manufacturer": "Dexcom"},
                "glucose_data": {"blood_glucose_samples": samples, "detailed_blood_glucose_samples": []},
            }
        ],
        "version": "2022-03-16",
    }
    return json.dumps(event, separators=(",", ":")).encode()


SMALL = day_body("2b9f8e0a-6c1d-4f3e-9a57-0c1f6d2e8b41", "2026-09-15", 6)
SMALL += b" " * max(0, 1300 - len(SMALL))


class Process:
    """A child that is ended by its own id."""

    def __init__(self, arguments, log, environment=None):
        self.log = log
        self.file = open(log, "ab")
        self.child = subprocess.Popen(
            arguments, stdout=self.file, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        # A section that fails leaves nothing running.
        atexit.register(self.child.kill)

    def stop(self, signal_number=signal.SIGTERM):
        if self.child.poll() is None:
            self.child.send_signal(signal_number)
            try:
                self.child.wait(60)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.file.close()

    def resident_megabytes(self):
        text = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def get(port, path, timeout=5):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait_until(condition, seconds, what, pause=0.01):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(pause)
    raise SystemExit(f"bench: gave up after {seconds} s waiting until {what}")


def wait_until_quiet(longest=15):
    """Until the machine has nothing to do: servers go on writing what the run before has left them."""
    end = time.monotonic() + longest
    while time.monotonic() < end:
        idle, total = processor_times()
        time.sleep(0.5)
        idle, total = (after - before for after, before in zip(processor_times(), (idle, total)))
        if idle >= 0.97 * total:
            return


def processor_times():
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return fields[3] + fields[4], sum(fields)


def busy_seconds():
    """Of all cores together."""
    idle, total = processor_times()
    return (total - idle) / os.sysconf("SC_CLK_TCK")


class Daemon(Process):
    """The daemon with one destination, `target`, or with those of a dictionary; everything goes to all of them.
    Nothing of what is sent here goes to those in `resting`."""

    def __init__(self, folder, destination, log="{format: json}", settings="", resting=()):
        self.folder = folder
        self.port = free_port()
        destinations = destination if isinstance(destination, dict) else {"target": destination}
        texts = destinations | {name: dead_webhook() for name in resting}
        (folder / "destinations.yaml").write_text(
            f"listen: 127.0.0.1:{self.port}\ndata: {folder}/data\nlog: {log}\n{settings}"
            + "destinations:\n" + "".join(f"  {name}: {text}\n" for name, text in texts.items())
            + f"routes:\n  - to: [{', '.join(destinations)}]\n"
            + (f"  - match: {{type: deauth}}\n    to: [{', '.join(resting)}]\n" if resting else "")
        )
        start = time.monotonic()
        super().__init__([BINARY, "run", "--config", str(folder / "destinations.yaml")], folder / "daemon.log")
        wait_until(lambda: get(self.port, "/readyz")[0] == 200, 60, "the daemon is ready", pause=0.002)
        self.seconds_to_ready = time.monotonic() - start

    def target(self):
        """What `/status` says of the destination."""
        return json.loads(get(self.port, "/status", 30)[1])["destinations"]["target"]

    def backlog(self):
        target = self.target()
        return target["backlog"]["events"] + target["retry_queue"]["events"]

    def ready_at(self):
        """When it was ready, and its couriers began: unix seconds."""
        lines = [line for line in (self.folder / "daemon.log").read_text().splitlines() if '"event":"ready"' in line]
        return unix_seconds(json.loads(lines[-1])["time"])


def unix_seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


held_ports: list[socket.socket] = []


def dead_webhook():
    """A webhook at a port that nobody listens on, and that is held: else the next daemon may be given it, and would deliver
    to itself."""
    held_ports.append(socket.socket())
    held_ports[-1].bind(("127.0.0.1", 0))
    return f"{{kind: webhook, url: 'http://127.0.0.1:{held_ports[-1].getsockname()[1]}/'}}"


def wrk(port, body, folder, content_type="application/json", seconds=SECONDS, path="/events", mean_pause_ms=None):
    body_file = folder / "body"
    body_file.write_bytes(body)
    environment = {
        **os.environ, "BODY_FILE": str(body_file), "CONTENT_TYPE": content_type, "TRACE_PREFIX": os.urandom(4).hex(),
    }
    if mean_pause_ms:
        environment["MEAN_PAUSE_MS"] = str(mean_pause_ms)
    output = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--latency", "-s", str(LUA), f"http://127.0.0.1:{port}{path}"],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout
    match = re.search(r"RESULT (.*)", output)
    if not match:
        raise SystemExit("bench: wrk printed no result:\n" + output)
    result = {key: float(value) for key, value in (pair.split("=") for pair in match.group(1).split())}
    if result["errors"]:
        raise SystemExit(f"bench: {result['errors']:.0f} requests failed:\n{output}")
    result["rate"] = result["requests"] / result["seconds"]
    return result


def load(port, bodies, content_type="application/x-ndjson"):
    """Posts each body on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    prefix = os.urandom(8).hex()
    for number, body in enumerate(bodies):
        connection.request(
            "POST", "/events", body, {"Content-Type": content_type, "X-Terra-Trace-Id": f"{prefix}-{number}"}
        )
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 202:
            raise SystemExit(f"bench: the daemon answered {answer.status}: {text[:300]}")
    connection.close()


def paced_load(port, body, rate, seconds, events_per_request=10):
    """Posts batches at random intervals on one connection, so that they keep no step with any timer of the daemon's,
    each event with the time as "sent_at"; returns how many were taken."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    interval = events_per_request / rate
    prefix = os.urandom(8).hex()
    random_source = random.Random(1)
    due = time.monotonic()
    requests = int(seconds / interval)
    for number in range(requests):
        due += random_source.uniform(0, 2 * interval)
        time.sleep(max(0, due - time.monotonic()))
        stamped = body.rstrip()[:-1] + b',"sent_at":%d}' % (time.time_ns() // 1000)
        lines = b"\n".join([stamped] * events_per_request)
        headers = {"Content-Type": "application/x-ndjson", "X-Terra-Trace-Id": f"{prefix}-{number}"}
        connection.request("POST", "/events", lines, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 202:
            raise SystemExit(f"bench: the daemon answered {answer.status}: {text[:300]}")
    connection.close()
    return requests * events_per_request


@dataclasses.dataclass
class Drained:
    """What it took to empty a backlog."""

    events: int
    seconds: float
    cpu_seconds: float
    # How many cores the daemon kept busy meanwhile, and all other processes, the server above all.
    own_cores: float
    other_cores: float

    def summary(self):
        per_100k = self.cpu_seconds / self.events * 100_000
        return (
            f"{self.events / self.seconds:,.0f} events/s, {per_100k:.1f} CPU s per 100,000, "
            f"{self.own_cores:.1f} cores beside {self.other_cores:.1f} of the server"
        )


def small_events(count=200_000, users=1_000):
    """Bodies of 1,000 lines each: `count` events of 1.3 KB, each a day of its own, of `users` users."""
    first = datetime.date(2020, 1, 1)
    lines = []
    for number in range(count):
        date = (first + datetime.timedelta(days=number // users)).isoformat()
        line = day_body(f"user-{number % users:06d}", date, 6)
        lines.append(line + b" " * max(0, 1300 - len(line)))
        if len(lines) == 1000:
            yield b"\n".join(lines)
            lines = []


def day_events(users=200, days=100, readings=144):
    """Bodies of 50 lines each: `users` × `days` days of 18 KB."""
    first = datetime.date(2026, 1, 1)
    for day in range(days):
        date = (first + datetime.timedelta(days=day)).isoformat()
        for at in range(0, users, 50):
            yield b"\n".join(day_body(f"user-{user:06d}", date, readings) for user in range(at, at + 50))


def fill(folder, bodies):
    """Leaves a backlog in the folder for a daemon that is started there next; returns how many events it holds."""
    daemon = Daemon(folder, dead_webhook())
    events = 0
    for body in bodies:
        load(daemon.port, [body])
        events += body.count(b"\n") + 1
    daemon.stop()
    return events


def drain(folder, bodies, destination):
    """Fills a backlog while nothing answers, then restarts with the real destination and waits until it has all. The time
    begins when the daemon is ready, which is when couriers begin (what a start takes is measured elsewhere), and ends when
    the last event is delivered, both by the daemon's own words: asking more often would cost what is measured."""
    events = fill(folder, bodies)
    wait_until_quiet()
    daemon = Daemon(folder, destination)
    busy, own = busy_seconds(), daemon.cpu_seconds()
    wait_until(lambda: daemon.backlog() == 0, 900, "the destination has everything", pause=0.1)
    busy, own = busy_seconds() - busy, daemon.cpu_seconds() - own
    target = daemon.target()
    seconds = unix_seconds(target["last_delivered_at"]) - daemon.ready_at()
    drained = Drained(events, seconds, daemon.cpu_seconds(), own / seconds, max(0, busy - own) / seconds)
    daemon.stop()
    if dead := target["dead_letters"]["events"]:
        raise SystemExit(f"bench: {dead} events became dead letters")
    return drained


def psql(url, *arguments, script=None):
    result = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url, *arguments],
        input=script, capture_output=True, text=True,
    )
    if result.returncode:
        raise SystemExit("bench: psql failed: " + result.stderr)
    return result.stdout.strip()
