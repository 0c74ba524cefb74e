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
    JSONScannerTests RouterCoreTests JournalTests DeliveryTests
    'ConfigurationReaderTests|StructuredLoggingTests|SigningTests|CGMReadingsTests|SQLTablesTests|DaemonTests'
    'TestSupportTests' 'HTTPTransportTests' 'WebhookDestinationTests' 'IntakeTests'
    'DirectoryDestinationTests|SQLDestinationTests' ConformanceTests SystemTests
)
for folder in Tests/*Tests; do
    [[ "|$(IFS='|'; echo "${groups[*]}")|" == *"|$(basename "$folder")|"* ]] ||
        fail "$(basename "$folder") stands in no group of scripts/lib/run-tests.sh"
done

failed=()
for group in "${groups[@]}"; do
    stage "Testing $group" run --filter "^($group)\\." || failed+=("$group")
done
((${#failed[@]} == 0)) || fail "these groups have failures: ${failed[*]}"
say "Every group passed."
