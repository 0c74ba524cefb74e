import NIOCore
import NIOHTTP1

/// How a receiver answers.
struct SinkAnswer: Sendable {
    let status: HTTPResponseStatus
    /// The share of requests that get `status`, from 0 to 1; the others get 200.
    let share: Double
    /// How long an answer takes.
    let delay: TimeAmount

    func next() -> HTTPResponseStatus {
        share >= 1 || Double.random(in: 0..<1) < share ? status : .ok
    }
}
