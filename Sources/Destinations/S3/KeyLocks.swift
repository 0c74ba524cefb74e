/// Lets one at a time look at an object and write it. Within this process nothing then comes between the two.
actor KeyLocks {
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `body` while nobody else holds the key.
    nonisolated func whileHolding<Value: Sendable, Failure: Error>(
        _ key: String,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        await lock(key)
        let result: Result<Value, Failure>
        do throws(Failure) {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await unlock(key)
        return try result.get()
    }

    /// Returns when nobody else holds the key; to be followed by `unlock`.
    private func lock(_ key: String) async {
        guard waiting[key] != nil else {
            waiting[key] = []
            return
        }
        await withCheckedContinuation { waiting[key, default: []].append($0) }
    }

    /// Hands the key to whoever has waited longest.
    private func unlock(_ key: String) {
        guard var queue = waiting[key], !queue.isEmpty else {
            waiting[key] = nil
            return
        }
        let next = queue.removeFirst()
        waiting[key] = queue
        next.resume()
    }
}
