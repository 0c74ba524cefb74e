"""Decodes every FIT file below a folder with Garmin's own SDK, checks its integrity and what an activity must have, and
prints a JSON line for each record: file, time (UTC), value, unit, trend.

    format_fit.py FOLDER        a file may be several FIT files, one after the other
"""

import json
import pathlib
import sys

from garmin_fit_sdk import Decoder, Stream


def parts(content):
    """The files that were put one after the other, by the sizes in their headers."""
    while content:
        size = content[0] + int.from_bytes(content[4:8], "little") + 2
        yield content[:size]
        content = content[size:]


def decode(content, name):
    def check(holds, what):
        if not holds:
            raise SystemExit(f"{name}: {what}")

    check(Decoder(Stream.from_byte_array(bytearray(content))).is_fit(), "a FIT file")
    check(Decoder(Stream.from_byte_array(bytearray(content))).check_integrity(), "size and checksum")
    messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
    check(not errors, f"no errors, found {errors}")
    for kind in ("file_id", "developer_data_id", "lap", "session", "activity"):
        check(len(messages.get(f"{kind}_mesgs", [])) == 1, f"one {kind} message")
    check(messages["file_id_mesgs"][0]["type"] == "activity", "an activity")
    check(messages["activity_mesgs"][0]["num_sessions"] == 1, "one session")
    fields = {field["key"]: field for field in messages["field_description_mesgs"]}
    names = {field["field_name"]: key for key, field in fields.items()}
    glucose, trend = names["blood_glucose"], names["glucose_trend"]
    check(fields[glucose]["units"] == "mg/dL", "mg/dL")
    records = messages["record_mesgs"]
    times = [record["timestamp"] for record in records]
    check(times == sorted(times), "records by time")
    session = messages["session_mesgs"][0]
    check((session["start_time"], session["timestamp"]) == (times[0], times[-1]), "a session from first to last")
    for record in records:
        value = record["developer_fields"][glucose]
        print(json.dumps({
            "file": name, "serial": messages["file_id_mesgs"][0]["serial_number"],
            "time": record["timestamp"].strftime("%Y-%m-%dT%H:%M:%SZ"), "value": str(value), "unit": "mg/dL",
            "trend": record["developer_fields"].get(trend),
        }))


root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*")):
    if path.is_file() and not path.relative_to(root).parts[0].startswith("."):
        for part in parts(path.read_bytes()):
            decode(part, str(path.relative_to(root)))
