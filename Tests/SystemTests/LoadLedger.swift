import RouterCore
import Synchronization
import TestSupport

/// What was sent to the daemon and what it acknowledged: the truth that stores are compared with.
final class LoadLedger: Sendable {
    private struct State {
        var events: [String: SentEvent] = [:]
        var ordering: Int64 = 1_789_516_800_000
        var request = 0
        /// Readings that the newest version of each day holds, so that every version is a superset.
        var readings: [SampleDay: Int] = [:]
    }

    private let state = Mutex(State())
    private let factory = EventFactory()

    /// Everything that was sent, by identity.
    var events: [String: SentEvent] { state.withLock { $0.events } }

    /// A request of `count` new versions of different days, or of one lifecycle event where `count` is 0.
    func next(_ count: Int, using random: inout some RandomNumberGenerator) -> LoadRequest {
        var days: Set<SampleDay> = []
        while days.count < count {
            days.insert(
                SampleDay(
                    user: "user-\(Int.random(in: 0..<8, using: &random))",
                    day: Int.random(in: 0..<4, using: &random),
                    readings: 0
                )
            )
        }
        return state.withLock { state in
            state.request += 1
            state.ordering += 1
            let trace = "load-\(state.request)"
            let bodies = days.isEmpty ? [lifecycle(state.request)] : days.map { version(of: $0, &state) }
            let identities = bodies.count == 1 ? [trace] : bodies.indices.map { "\(trace):\($0)" }
            for (identity, (day, body)) in zip(identities, bodies) {
                state.events[identity] = SentEvent(day: day, ordering: state.ordering, body: body)
            }
            return LoadRequest(
                trace: trace,
                ordering: state.ordering,
                identities: identities,
                bodies: bodies.map(\.body)
            )
        }
    }

    func acknowledge(_ request: LoadRequest) {
        state.withLock { state in
            for identity in request.identities { state.events[identity]?.isAcknowledged = true }
        }
    }

    private func version(of day: SampleDay, _ state: inout State) -> (day: SampleDay?, body: [UInt8]) {
        let readings = min(SampleDay.fullCount, state.readings[day, default: 4] + 3)
        state.readings[day] = readings
        var version = day
        version.readings = readings
        version.correction = Int(state.ordering % 50)
        return (version, factory.day(version).payload)
    }

    private func lifecycle(_ number: Int) -> (day: SampleDay?, body: [UInt8]) {
        let user = "user-\(number % 8)"
        let text =
            #"{"type":"connection_error","user":\#(EventFactory.user(user)),"status":"warning","message":"n \#(number)"}"#
        return (nil, Array(text.utf8))
    }
}
