import ConfigurationReader
import Daemon
import Foundation
import Intake
import JSONScanner
import RouterCore

/// Bodies of requests, as one document and as lines.
enum BodyTarget {
    private static let reader = EventReader(maxEvents: 100, maxDepth: 64)
    /// Routes that look at everything that a condition can look at.
    private static let policy: IntakePolicy = {
        let text = """
            destinations:
              a: {kind: directory, path: a}
              b: {kind: directory, path: b}
            routes:
              - match: {type: "b*", user: {reference_id: "c-*"}, glucose: {below: 70, of: any}}
                to: [a]
              - match: {where: {"/data/*/device_data/name": {matches: "G.*"}, "/a~1b/0": {exists: true}}}
                to: [b]
              - match: {any: [{glucose: {above: 180}}, {where: {"/data/0/x": {below: 3}}}]}
                to: [a, b]
              - to: [b]
            """
        let loaded = DaemonConfiguration.load(ConfigurationFile(text: text))
        guard let configuration = loaded.configuration else {
            preconditionFailure("the routes have mistakes: \(loaded.diagnostics)")
        }
        return IntakePolicy(
            authentication: .open,
            routes: configuration.routes,
            latest: DestinationSet(index: 0)
        )
    }()

    static func run(_ body: [UInt8]) {
        let head = RequestHead(method: .post, path: "/events")
        let attributes = EventAttributes(head, receivedAt: 1_700_000_000_000)
        for type in [ContentType.document, .lines] {
            guard let events = try? reader.events(in: body[...], type: type, attributes: attributes, policy: policy)
            else { continue }
            FuzzTarget.require(!events.isEmpty, "a body was taken that holds no event")
            for event in events { check(event, of: body) }
        }
    }

    private static func check(_ event: Event, of body: [UInt8]) {
        FuzzTarget.require(
            event.payload.startIndex >= body.startIndex && event.payload.endIndex <= body.endIndex,
            "a payload lies outside of its body"
        )
        FuzzTarget.require(!event.type.isEmpty, "an event without a type was taken")
        FuzzTarget.require(
            (try? JSONSerialization.jsonObject(with: Data(event.payload))) != nil || isBeyondFoundation(event.payload),
            "a payload was taken that is no JSON"
        )
        let (records, readings) = event.contents()
        FuzzTarget.require(!records.isEmpty, "an event without a record")
        FuzzTarget.require(
            // Of a user's athlete profiles there is one, whose key is empty.
            records.allSatisfy { !$0.key.value.isEmpty || (event.type == "athlete" && event.userID != nil) },
            "a record without a key"
        )
        FuzzTarget.require(
            readings.allSatisfy { records.indices.contains($0.record) || records.count == 1 },
            "a reading of a record that is not there"
        )
        _ = event.userChanges()
    }

    /// Foundation refuses numbers that no double holds, and halves of surrogate pairs; RFC 8259 has both.
    private static func isBeyondFoundation(_ payload: Payload) -> Bool {
        let text = String(decoding: payload, as: UTF8.self).lowercased()
        return text.contains("\\ud") || text.contains(#/[0-9]e|[0-9]{200}/#) || text.contains("-0")
    }
}
