"""Events into MongoDB's collections against a C program on libmongoc that does nothing but bulk inserts."""

import os
import pathlib
import subprocess
import sys

from support import day_events, drain, report, small_events


def measure_mongodb(folder):
    program = folder / "mongodb_insert"
    source = pathlib.Path(__file__).with_name("mongodb_insert.c")
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libmongoc-1.0"], capture_output=True, text=True, check=True
    ).stdout.split()
    subprocess.run(["cc", "-O2", "-o", program, source, *flags], check=True)
    # The server does a few thousand a second: a tenth of the events is a minute of it.
    measure(folder / "small", program, "20,000 events of 1.3 KB", lambda: small_events(20_000))
    measure(folder / "days", program, "5,000 days of 18 KB", lambda: day_events(days=25))


def measure(folder, program, what, bodies):
    folder.mkdir()
    url = os.environ["DISTRIBUTARY_TEST_MONGODB"]
    database = f"bench_{os.getpid()}_{folder.name}"
    settings = f"url: '{url}', database: {database}, create_indexes: false"
    drained = drain(folder, bodies(), f"{{kind: mongodb, {settings}}}")
    lines = folder / "lines"
    lines.write_bytes(b"\n".join(bodies()))
    output = subprocess.run(
        [program, url, database + "_c", lines], capture_output=True, text=True, check=True
    ).stdout
    lines.unlink()
    written, seconds = output.split()
    counts = [count(url, name) for name in (database, database + "_c")]
    if counts != [drained.events, drained.events]:
        raise SystemExit(f"bench: of {drained.events} events the collections hold {counts}, the C program {written}")
    native = int(written) / float(seconds)
    report(
        f"MongoDB's protocol (secantusdb), {what} drained",
        drained.summary(),
        f"{drained.events / drained.seconds / native:.2f} of a C program on libmongoc ({native:,.0f}/s)",
        "≥ 0.7",
    )


def count(url, database):
    """How many documents there are; the database is dropped after."""
    script = (
        "import pymongo, sys; client = pymongo.MongoClient(sys.argv[1]);"
        "print(client[sys.argv[2]].body.count_documents({})); client.drop_database(sys.argv[2])"
    )
    python = os.environ.get("DISTRIBUTARY_TEST_PYTHON", sys.executable)
    return int(subprocess.run([python, "-c", script, url, database], capture_output=True, text=True, check=True).stdout)
