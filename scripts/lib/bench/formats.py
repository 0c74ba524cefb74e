"""How fast a full day of 288 readings becomes what a destination's `format` names, on one core, by the time that it has it."""

import json
import re
import subprocess

from support import BENCH, SECONDS, day_body, report

WANTED = {"fhir": "≥ 100 MB/s", "readings": "≥ 100 MB/s"}


def measure_formats(folder):
    whole = day_body("2b9f8e0a-6c1d-4f3e-9a57-0c1f6d2e8b41", "2026-09-15", 288)
    lean = json.loads(whole)
    for sample in lean["data"][0]["glucose_data"]["blood_glucose_samples"]:
        sample["timestamp"] = sample["timestamp"].replace(".000000", "")
        del sample["glucose_level_flag"], sample["trend_arrow"]
    for body in whole, json.dumps(lean, separators=(",", ":")).encode():
        path = folder / "day.json"
        path.write_bytes(body)
        output = subprocess.run(
            [BENCH, "encode-loop", str(path), "--seconds", str(min(SECONDS, 2))],
            check=True, capture_output=True, text=True,
        ).stdout
        for name, rate, size in re.findall(r"format=(\S+) mb_per_second=(\S+) bytes=(\d+)", output):
            report(
                f"encoding, {name}, a day of {len(body):,} B",
                f"{float(rate):,.0f} MB/s of payload",
                f"makes {int(size):,} B",
                WANTED.get(name, ""),
            )
