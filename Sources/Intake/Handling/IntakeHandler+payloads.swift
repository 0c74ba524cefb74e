import RouterCore
import Synchronization

/// What becomes of a payload that an event pointed to.
package enum FetchedPayload: Sendable, Hashable {
    /// It is on the disk.
    case taken
    /// It is no event; the reason never holds any of it.
    case unusable(reason: String)
    /// The journal does not take it now.
    case notNow(reason: String)
}

extension IntakeHandler {
    /// Takes a payload that was fetched as if it had come in place of `pointer`: with its version, its reference, and an
    /// identity that follows from its own, so that fetching twice is one event.
    package func take(_ payload: [UInt8], isCompressed: Bool, inPlaceOf pointer: Event) async -> FetchedPayload {
        let events: [Event]
        do throws(Problem) {
            events = try read(payload, isCompressed: isCompressed, EventAttributes(pointer, receivedAt: clock()))
        } catch {
            return error.status == 503 ? .notNow(reason: error.detail) : .unusable(reason: error.detail)
        }
        do throws(JournalFailure) {
            let results = try await journal.append(events)
            self.accepted?(events, results)
            let accepted = zip(events, results).filter { $1 != .duplicate }.map(\.0)
            counters.appended(
                accepted: accepted.count,
                bytes: accepted.reduce(0) { $0 + $1.payload.count },
                duplicates: events.count - accepted.count
            )
            return .taken
        } catch {
            return .notNow(reason: error.reason)
        }
    }

    /// Where a pointer would go by the routes, were it not fetched.
    package func destinations(ofPointer pointer: Event) -> DestinationSet {
        policy.withLock { $0 }.routes.destinations(for: pointer)
    }

    private func read(_ payload: [UInt8], isCompressed: Bool, _ attributes: EventAttributes) throws(Problem) -> [Event]
    {
        let policy = policy.withLock { $0 }.followingNoPointers
        var body = (bytes: payload, reservedBytes: 0)
        if isCompressed {
            let maxBody = policy.maxBody ?? limits.maxBody
            body = try Gunzip.decompress(payload[...], maxBytes: maxBody, budget: budget)
        }
        defer { budget.release(body.reservedBytes) }
        return try reader.events(in: body.bytes[...], type: .document, attributes: attributes, policy: policy)
    }
}
