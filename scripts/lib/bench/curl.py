"""The yardstick of destinations over HTTP: curl, with all its transfers side by side."""

import subprocess
import time


def curl_parallel(folder, requests, options, connections=32):
    """Sends (URL, file with the body, further lines of configuration) by one curl process; returns seconds."""
    config = folder / "curl.config"
    with open(config, "w") as lines:
        for number, (url, body, extra) in enumerate(requests):
            if number:
                lines.write("next\n")
            lines.write(f'url = "{url}"\noutput = "/dev/null"\nfail\nsilent\nshow-error\n')
            lines.write("".join(f"{line}\n" for line in [*options, *extra]))
            lines.write(body + "\n")
    start = time.monotonic()
    result = subprocess.run(
        ["curl", "--parallel", "--parallel-immediate", "--parallel-max", str(connections), "--config", str(config)],
        capture_output=True, text=True,
    )
    if result.returncode:
        raise SystemExit("bench: curl failed: " + result.stderr[-500:])
    return time.monotonic() - start
