"""Measures the release build side by side with its yardsticks, in one run, and prints a table.

Called by scripts/bench, which builds, starts PostgreSQL and sets:
  DISTRIBUTARY_BINARY, DISTRIBUTARY_BENCH_BINARY, DISTRIBUTARY_TEST_POSTGRES
Arguments: names of sections (intake batches postgres end-to-end memory); none: all of them.
"""

import datetime
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BINARY = os.environ["DISTRIBUTARY_BINARY"]
BENCH = os.environ["DISTRIBUTARY_BENCH_BINARY"]
LUA = pathlib.Path(__file__).with_name("bench_events.lua")
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


class Daemon(Process):
    def __init__(self, folder, destination):
        self.folder = folder
        self.port = free_port()
        (folder / "destinations.yaml").write_text(
            f"listen: 127.0.0.1:{self.port}\ndata: {folder}/data\nlog: {{format: json}}\n"
            f"destinations:\n  target: {destination}\nroutes:\n  - to: [target]\n"
        )
        start = time.monotonic()
        super().__init__([BINARY, "run", "--config", str(folder / "destinations.yaml")], folder / "daemon.log")
        wait_until(lambda: get(self.port, "/readyz")[0] == 200, 60, "the daemon is ready", pause=0.002)
        self.seconds_to_ready = time.monotonic() - start

    def backlog(self):
        target = json.loads(get(self.port, "/status", 30)[1])["destinations"]["target"]
        return target["backlog"]["events"] + target["retry_queue"]["events"]


def dead_webhook():
    return f"{{kind: webhook, url: 'http://127.0.0.1:{free_port()}/'}}"


def wrk(port, body, folder, content_type="application/json", seconds=SECONDS, path="/events"):
    body_file = folder / "body"
    body_file.write_bytes(body)
    environment = {
        **os.environ, "BODY_FILE": str(body_file), "CONTENT_TYPE": content_type, "TRACE_PREFIX": os.urandom(4).hex(),
    }
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


def measure_intake(folder):
    (folder / "noop").mkdir()
    noop_port = free_port()
    noop = Process([BENCH, "noop", "--port", str(noop_port)], folder / "noop.log")
    wait_until(lambda: get(noop_port, "/healthz")[0] == 200, 30, "the server that does nothing is ready")
    daemon = Daemon(folder, dead_webhook())
    rates = {"noop": [], "durable": []}
    p99 = []
    wrk(noop_port, SMALL, folder, seconds=2)
    wrk(daemon.port, SMALL, folder, seconds=2)
    # Taken in turns, so that a slow moment of the machine hits both.
    for _ in range(2):
        rates["noop"].append(wrk(noop_port, SMALL, folder)["rate"])
        result = wrk(daemon.port, SMALL, folder)
        rates["durable"].append(result["rate"])
        p99.append(result["p99_ms"])
    noop.stop()
    daemon.stop()
    best = {name: max(values) for name, values in rates.items()}
    ratio = best["durable"] / best["noop"]
    report(
        f"durable intake, single {len(SMALL)} B events, {CONNECTIONS} connections",
        f"{best['durable']:,.0f} events/s, p99 {min(p99):.1f} ms",
        f"{ratio:.2f} of {best['noop']:,.0f}/s (same server, 202 and nothing else)",
        "≥ 0.7, p99 < 20 ms",
    )


def measure_batches(folder):
    disk = []
    body = b"\n".join([SMALL] * 100) + b"\n"
    daemon = Daemon(folder, dead_webhook())
    wrk(daemon.port, body, folder, "application/x-ndjson", seconds=2)
    best = 0
    for _ in range(2):
        output = subprocess.run(
            [BENCH, "append-loop", "--path", str(folder / "append"), "--seconds", "4"],
            capture_output=True, text=True, check=True,
        ).stdout
        disk.append(float(re.search(r"mb_per_second=([\d.]+)", output).group(1)))
        result = wrk(daemon.port, body, folder, "application/x-ndjson", seconds=4)
        best = max(best, result["rate"] * len(body) / 1e6)
    daemon.stop()
    report(
        "durable intake, NDJSON batches of 100",
        f"{best:,.0f} MB/s, {best * 1e6 / len(SMALL):,.0f} events/s",
        f"{best / max(disk):.2f} of {max(disk):,.0f} MB/s (1 MiB append + fdatasync)",
        "≥ 0.5",
    )


def psql(url, *arguments, script=None):
    result = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url, *arguments],
        input=script, capture_output=True, text=True,
    )
    if result.returncode:
        raise SystemExit("bench: psql failed: " + result.stderr)
    return result.stdout.strip()


def measure_postgres(folder):
    url = os.environ["DISTRIBUTARY_TEST_POSTGRES"]
    schema = f"bench_{os.getpid()}"
    users, days, readings = 200, 100, 144
    daemon = Daemon(folder, f"{{kind: postgres, url: 'postgres://nobody@127.0.0.1:{free_port()}/none', schema: {schema}}}")
    first = datetime.date(2026, 1, 1)
    for day in range(days):
        date = (first + datetime.timedelta(days=day)).isoformat()
        bodies = [day_body(f"user-{user:06d}", date, readings) for user in range(users)]
        load(daemon.port, [b"\n".join(bodies[at:at + 50]) for at in range(0, users, 50)])
    size = len(bodies[0])
    daemon.stop()
    start = time.monotonic()
    daemon = Daemon(folder, f"{{kind: postgres, url: '{url}', schema: {schema}}}")
    wait_until(lambda: daemon.backlog() == 0, 600, "Postgres has everything", pause=0.05)
    seconds = time.monotonic() - start
    cpu = daemon.cpu_seconds()
    daemon.stop()
    counts = {
        table: int(psql(url, "-c", f"select count(*) from {schema}.{table}"))
        for table in ("terra_data_payloads", "glucose_samples")
    }
    if counts != {"terra_data_payloads": users * days, "glucose_samples": users * days * readings}:
        raise SystemExit(f"bench: Postgres holds {counts}")
    copied = {}
    for table in counts:
        psql(url, script=f"\\copy {schema}.{table} to '{folder}/{table}'\n")
        psql(url, "-c", f"create table {schema}.copy_{table} (like {schema}.{table} including all)")
        start = time.monotonic()
        psql(url, script=f"\\copy {schema}.copy_{table} from '{folder}/{table}'\n")
        copied[table] = time.monotonic() - start
    psql(url, "-c", f"drop schema {schema} cascade")
    report(
        f"Postgres, {users * days:,} days of {size / 1000:.0f} KB drained into all tables at once",
        f"{counts['glucose_samples'] / seconds:,.0f} readings/s and {users * days / seconds:,.0f} days/s, {cpu:.1f} CPU s",
        f"{sum(copied.values()) / seconds:.2f} of \\copy "
        f"({counts['glucose_samples'] / copied['glucose_samples']:,.0f} readings/s, "
        f"then {users * days / copied['terra_data_payloads']:,.0f} days/s)",
        "≥ 0.5",
    )


def end_to_end(folder, batch_format, body, events_per_request, content_type, name, wanted):
    folder.mkdir()
    sink_port = free_port()
    sink = Process([BENCH, "sink", "--port", str(sink_port)], folder / "sink.log")
    wait_until(lambda: get(sink_port, "/")[0] == 200, 30, "the receiver is ready")
    daemon = Daemon(folder, f"{{kind: webhook, url: 'http://127.0.0.1:{sink_port}/', batch_format: {batch_format}}}")
    start = time.monotonic()
    result = wrk(daemon.port, body, folder, content_type)
    # wrk counts only answers that it waited for; what was in flight at its end counts as sent too.
    wait_until(lambda: daemon.backlog() == 0, 300, "the receiver has everything", pause=0.02)
    seconds = time.monotonic() - start
    received = int(get(sink_port, "/")[1])
    resident = daemon.resident_megabytes()
    daemon.stop()
    sink.stop()
    accepted = int(result["requests"]) * events_per_request
    if received < accepted:
        raise SystemExit(f"bench: {accepted} events were acknowledged, {received} arrived")
    report(
        name,
        f"{received / seconds:,.0f} events/s delivered, ack p99 {result['p99_ms']:.1f} ms, {resident:.0f} MB",
        f"in: {accepted / result['seconds']:,.0f} events/s",
        wanted,
    )


def measure_end_to_end(folder):
    batch = b"\n".join([SMALL] * 100) + b"\n"
    end_to_end(
        folder / "a", "ndjson", SMALL, 1, "application/json",
        "HTTP in to webhook out: singles in, NDJSON out", "> 17,500/s, p99 < 11.5 ms",
    )
    end_to_end(
        folder / "b", "ndjson", batch, 100, "application/x-ndjson",
        "HTTP in to webhook out: batches of 100 in, NDJSON out", "> 62,000/s, p99 < 165 ms, < 820 MB",
    )
    end_to_end(
        folder / "c", "single", SMALL, 1, "application/json", "HTTP in to webhook out: singles in, singles out", "",
    )


def measure_memory(folder):
    daemon = Daemon(folder, dead_webhook())
    time.sleep(1)
    idle = daemon.resident_megabytes()
    batch = b"\n".join([SMALL] * 1000) + b"\n"
    measured = []
    for _ in range(4):
        load(daemon.port, [batch] * 250)
        measured.append(daemon.resident_megabytes())
    waiting = daemon.backlog()
    daemon.stop()
    daemon = Daemon(folder, dead_webhook())
    ready = daemon.seconds_to_ready
    again = daemon.backlog()
    resident = daemon.resident_megabytes()
    daemon.stop()
    if waiting < 1_000_000 or again < 1_000_000:
        raise SystemExit(f"bench: {waiting} and after the restart {again} events wait, not 1,000,000")
    report("resident memory, idle", f"{idle:.0f} MB")
    report(
        "resident memory, 1,000,000 events waiting",
        f"{measured[-1]:.0f} MB, after a restart {resident:.0f} MB",
        "with 250,000 / 500,000 / 750,000: " + " / ".join(f"{m:.0f}" for m in measured[:-1]),
        "< 150 MB",
    )
    report("start with 1,000,000 events waiting", f"ready in {ready:.2f} s", "", "< 2 s")


SECTIONS = {
    "intake": measure_intake,
    "batches": measure_batches,
    "postgres": measure_postgres,
    "end-to-end": measure_end_to_end,
    "memory": measure_memory,
}


def main():
    names = sys.argv[1:] or list(SECTIONS)
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise SystemExit(f"bench: no section {unknown[0]}; there are: {', '.join(SECTIONS)}")
    root = pathlib.Path(tempfile.mkdtemp(prefix="distributary-bench-", dir=os.environ.get("BENCH_DIR")))
    try:
        for name in names:
            print(f"== {name}", flush=True)
            folder = root / name
            folder.mkdir()
            SECTIONS[name](folder)
            shutil.rmtree(folder)
    except BaseException:
        for log in root.rglob("daemon.log"):
            print(f"--- the end of {log}", *log.read_text(errors="replace").splitlines()[-15:], sep="\n")
        raise
    finally:
        shutil.rmtree(root, ignore_errors=True)
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print()
    for row in [("what", "measured", "against", "wanted"), tuple("-" * width for width in widths), *rows]:
        print(" | ".join(cell.ljust(width) for cell, width in zip(row, widths)))


main()
