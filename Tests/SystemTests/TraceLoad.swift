import Foundation
import HTTPTransport
import Synchronization
import TestSupport

/// Posts small events without end, each with a trace id of its own, and remembers which were acknowledged.
final class TraceLoad: Sendable {
    private struct State {
        var next = 0
        /// In the order of the acknowledgements.
        var acknowledged: [String] = []
        var isOver = false
    }

    private let daemon: DaemonUnderTest
    private let state = Mutex(State())

    init(_ daemon: DaemonUnderTest) {
        self.daemon = daemon
    }

    var acknowledged: [String] { state.withLock { $0.acknowledged } }

    /// Posts from several connections until `body` has returned and every post is answered.
    func run<Result: Sendable>(
        while body: nonisolated(nonsending) () async throws -> Result
    ) async throws -> Result {
        async let posts: Void = post()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        state.withLock { $0.isOver = true }
        try await posts
        return try result.get()
    }

    /// Waits until so many more events than now are acknowledged.
    func more(_ count: Int) async throws {
        let goal = acknowledged.count + count
        try await eventually("\(count) more events are acknowledged") { acknowledged.count >= goal }
    }

    private func post() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { try await self.postUntilOver() }
            }
            try await group.waitForAll()
        }
    }

    private func postUntilOver() async throws {
        while true {
            let number: Int? = state.withLock { state in
                guard !state.isOver else { return nil }
                state.next += 1
                return state.next
            }
            guard let number else { return }
            try await send("load-\(number)", user: "user-\(number % 20)")
        }
    }

    /// Posts one event; throws unless it was acknowledged.
    func send(_ trace: String, user: String = "user-0", type: String = "body") async throws {
        let body = #"{"type":"\#(type)","user":{"user_id":"\#(user)","provider":"DEXCOM"},"data":[]}"#
        let response = try await daemon.post(Array(body.utf8), headers: [HTTPField("X-Terra-Trace-Id", trace)])
        guard response.status == 202 else {
            throw DaemonUnderTest.Failure(description: "\(trace) was answered \(response.status)")
        }
        state.withLock { $0.acknowledged.append(trace) }
    }
}
