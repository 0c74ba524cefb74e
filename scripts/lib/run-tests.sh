#!/usr/bin/env bash
# Runs the tests that were built, one process a group: tests that keep every core busy would starve those that measure
# time if they ran side by side on two cores. Exits with 1 if a group failed, after all of them have run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

run() {
    swift test --configuration release --skip-build --disable-xctest --enable-swift-testing "$@"
}

if (($#)); then
    run "$@"
    exit
fi

# Every test target stands in one group: the check below fails for one that was forgotten.
groups=(
    JSONScannerTests RouterCoreTests 'AtRestTests|JournalTests' 'DeliveryTests|ThreadingTests'
    'ConfigurationReaderTests|StructuredLoggingTests|SigningTests|CGMReadingsTests|SQLTablesTests|DaemonTests'
    FormatsTests 'BackfillTests|LargeRequestsTests'
    'TestSupportTests|FuzzCorpusTests' 'HTTPTransportTests' 'WebhookDestinationTests' 'IntakeTests'
    'DirectoryDestinationTests|SQLDestinationTests'
    'KafkaDestinationTests|MongoDBDestinationTests|MySQLDestinationTests'
    'ObjectStorageTests|AWSDestinationTests|AzureBlobDestinationTests'
    'GoogleDestinationTests|SupabaseDestinationTests'
    ConformanceTests SimulationTests SystemTests
)
for folder in Tests/*Tests; do
    [[ "|$(IFS='|'; echo "${groups[*]}")|" == *"|$(basename "$folder")|"* ]] ||
        fail "$(basename "$folder") stands in no group of scripts/lib/run-tests.sh"
done

# A group's output is kept aside and only what matters is shown: what failed, what was skipped and why, what tests say
# of themselves in a line that begins with "> ", and the summary.
output=$(mktemp -d "${TMPDIR:-/tmp}/distributary-output.XXXXXX")
trap 'rm -rf "$output"' EXIT

run_group() {
    local log=$output/${1%%|*}.log code=0
    run --filter "^($1)\\." >"$log" 2>&1 || code=$?
    grep -E '^> |does not apply to|Test run with' "$log" || true
    ((code == 0)) || show_failures "$log"
    return "$code"
}

show_failures() {
    if ! grep -E -A 1 '✘|recorded an issue' "$1" | cut -c 1-1000 | head -n 120; then tail -n 40 "$1"; fi
}

failed=()
for group in "${groups[@]}"; do
    stage "Testing $group" run_group "$group" || failed+=("$group")
done
if ((${#failed[@]})); then
    # Once more at the end, where whoever reads a long log looks first.
    for group in "${failed[@]}"; do
        say "What failed in $group"
        show_failures "$output/${group%%|*}.log"
    done
    fail "these groups have failures: ${failed[*]}"
fi
say "Every group passed."
