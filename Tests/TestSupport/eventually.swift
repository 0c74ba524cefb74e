/// A condition did not come true in time.
package struct ConditionTimeout: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until `condition` is true, looking again after short pauses that grow to 50 ms; throws once `timeout` is over.
nonisolated(nonsending) package func eventually(
    _ what: String,
    timeout: Duration = .seconds(60),
    _ condition: nonisolated(nonsending) () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    var pause = Duration.milliseconds(1)
    while try await !condition() {
        guard clock.now < deadline else {
            throw ConditionTimeout(description: "not within \(timeout): \(what)")
        }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(50))
    }
}
