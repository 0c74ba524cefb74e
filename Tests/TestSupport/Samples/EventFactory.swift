import RouterCore
import Synchronization

/// Makes events as intake would hand them on, from payloads like Terra's, the same ones in every run.
///
/// Every event gets a trace id of its own and a receive time one second after the one before.
package final class EventFactory: Sendable {
    /// 2026-09-16T00:00:00Z in unix milliseconds, when the first event comes in.
    package static let start: Int64 = 1_789_516_800_000

    private let prefix: String
    private let destinations: DestinationSet
    private let count = Mutex(0)

    /// `prefix` starts every trace id; the events are for `destinations`.
    package init(prefix: String = "trace", destinations: DestinationSet = DestinationSet(index: 0)) {
        self.prefix = prefix
        self.destinations = destinations
    }

    /// The body event of one day. `ordering`: unix milliseconds, the receive time if left out.
    package func day(_ day: SampleDay, ordering: Int64? = nil) -> SampleEvent {
        body(user: day.user, days: [day], ordering: ordering)
    }

    /// One body event of several days, as the chunks of a large request are.
    package func body(user: String, days: [SampleDay], ordering: Int64? = nil) -> SampleEvent {
        func payload(_ items: [String]) -> String {
            #"{"status":"success","type":"body","user":\#(Self.user(user)),"data":[\#(items.joined(separator: ","))],"#
                + #""version":"2022-03-16"}"#
        }
        let records = days.map { day in
            SampleRecord(
                key: day.key,
                isData: true,
                startTime: day.startTime,
                document: Array(payload([day.item]).utf8),
                readings: day.samples
            )
        }
        return make(type: "body", user: user, payload: payload(days.map(\.item)), ordering: ordering, records: records)
    }

    /// The versions of one day in the order in which they come about, each a superset of the one before, with
    /// orderings one minute apart.
    package func growing(_ day: SampleDay, readings counts: [Int], from ordering: Int64 = start) -> [SampleEvent] {
        counts.enumerated().map { index, count in
            var version = day
            version.readings = count
            return self.day(version, ordering: ordering + Int64(index) * 60_000)
        }
    }

    /// An event whose payload is given as it is, and which a store keeps whole under its identity.
    package func whole(type: String, user: String?, payload: String, isData: Bool = false) -> SampleEvent {
        make(type: type, user: user, payload: payload, ordering: nil) { id in
            let key = NaturalKey(userID: user, type: type, value: id)
            return [
                SampleRecord(key: key, isData: isData, startTime: nil, document: Array(payload.utf8), readings: [])
            ]
        }
    }

    /// An event with payload and records as they are given.
    package func make(
        type: String,
        user: String?,
        payload: String,
        ordering: Int64?,
        records: [SampleRecord]
    ) -> SampleEvent {
        make(type: type, user: user, payload: payload, ordering: ordering) { _ in records }
    }

    /// The `user` object of a payload.
    package static func user(_ id: String) -> String {
        #"{"user_id":\#(quoted(id)),"provider":"DEXCOM","created_at":"2026-08-01T09:12:33.000000+00:00","#
            + #""last_webhook_update":null,"scopes":"offline_access","reference_id":"patient-0042","active":true}"#
    }

    /// A JSON string.
    package static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": #"\""#
            case "\\": #"\\"#
            case "\0"..<" ": #"\u00"# + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    private func make(
        type: String,
        user: String?,
        payload: String,
        ordering: Int64?,
        records: (String) -> [SampleRecord]
    ) -> SampleEvent {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let id = "\(prefix)-\(number)"
        let receivedAt = Self.start + Int64(number) * 1000
        let event = Event(
            id: id,
            type: type,
            userID: user,
            referenceID: user == nil ? nil : "patient-0042",
            provider: user == nil ? nil : "DEXCOM",
            reference: nil,
            receivedAt: receivedAt,
            ordering: ordering ?? receivedAt,
            destinations: destinations,
            payload: ArraySlice(payload.utf8)
        )
        return SampleEvent(event: event, records: records(id))
    }
}
