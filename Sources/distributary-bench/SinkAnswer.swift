import NIOCore
import NIOHTTP1

/// How a receiver answers.
struct SinkAnswer: Sendable {
    let status: HTTPResponseStatus
    /// The share of requests that get `status`, from 0 to 1; the others get 200.
    let share: Double
    /// How long an answer takes.
    let delay: TimeAmount
    /// A request whose body holds these bytes gets 400; empty: none does.
    let refused: [UInt8]

    func next(holdsRefused: Bool) -> HTTPResponseStatus {
        if holdsRefused { return .badRequest }
        return share >= 1 || Double.random(in: 0..<1) < share ? status : .ok
    }
}
