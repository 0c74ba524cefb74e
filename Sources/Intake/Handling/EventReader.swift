import JSONScanner
import RouterCore

/// Splits a body into its events and reads their envelopes. One bad event fails the request: all of it or nothing.
package struct EventReader: Sendable {
    /// Types of events that say where a payload lies; Terra's list of types has the second where its documents have the
    /// first.
    private static let pointerTypes: Set<String> = ["s3_payload", "s3_upload"]

    /// The most events that one request may hold.
    package let maxEvents: Int
    /// How deep JSON may be nested.
    package let maxDepth: Int

    package init(maxEvents: Int = 10_000, maxDepth: Int = 256) {
        self.maxEvents = maxEvents
        self.maxDepth = maxDepth
    }

    /// Where an event lies, for messages about it.
    private struct Place {
        var index = 0
        /// The line of an NDJSON body, from 1, and its first byte.
        var line: Int?
        var offset = 0
        /// The pointer of the event within its document.
        var pointer = ""
    }

    /// An event found in the body, before its identity is known.
    private struct Found {
        let envelope: Envelope
        let destinations: DestinationSet
        let payload: Payload
        let versionKey: VersionKey?
    }

    /// The events of a body, at least one; throws the answer to a body that cannot be taken.
    package func events(
        in body: Payload,
        type: ContentType,
        attributes: EventAttributes,
        policy: IntakePolicy
    ) throws(Problem) -> [Event] {
        let found =
            switch type {
            case .document: try readDocument(body, policy)
            case .lines: try readLines(body, policy)
            }
        guard !found.isEmpty else { throw .emptyBody }
        return found.indices.map { index in
            let item = found[index]
            return Event(
                id: attributes.identity(of: item.payload, at: index, of: found.count),
                type: item.envelope.type,
                userID: item.envelope.userID,
                referenceID: item.envelope.referenceID,
                provider: item.envelope.provider,
                reference: attributes.reference,
                receivedAt: attributes.receivedAt,
                ordering: attributes.ordering,
                destinations: item.destinations,
                payload: item.payload,
                versionKey: item.versionKey
            )
        }
    }

    private func readDocument(_ body: Payload, _ policy: IntakePolicy) throws(Problem) -> [Found] {
        guard !body.allSatisfy(\.isJSONSpace) else { throw .emptyBody }
        try validate(body, Place())
        return try withTrustedJSON(body) { (root) throws(Problem) in
            // A single event keeps even the white space around it: what came in is what goes out.
            guard root.kind == .array else { return [try read(root, body, Place(), policy)] }
            var found: [Found] = []
            for element in root.elements {
                guard found.count < maxEvents else { throw .tooManyEvents(limit: maxEvents) }
                let place = Place(index: found.count, pointer: "/\(found.count)")
                found.append(try read(element, element.slice(of: body), place, policy))
            }
            return found
        }
    }

    private func readLines(_ body: Payload, _ policy: IntakePolicy) throws(Problem) -> [Found] {
        var found: [Found] = []
        var start = body.startIndex
        var number = 1
        while start < body.endIndex {
            let end = body[start...].firstIndex(of: UInt8(ascii: "\n")) ?? body.endIndex
            let line = body[start..<end]
            if !line.allSatisfy(\.isJSONSpace) {
                guard found.count < maxEvents else { throw .tooManyEvents(limit: maxEvents) }
                let place = Place(index: found.count, line: number, offset: start - body.startIndex)
                try validate(line, place)
                let event = try withTrustedJSON(line) { (root) throws(Problem) in
                    try read(root, root.slice(of: line), place, policy)
                }
                found.append(event)
            }
            start = min(end + 1, body.endIndex)
            number += 1
        }
        return found
    }

    private func read(
        _ value: JSONValue,
        _ payload: Payload,
        _ place: Place,
        _ policy: IntakePolicy
    ) throws(Problem) -> Found {
        do throws(EnvelopeError) {
            var content = EventContent()
            let envelope = try Envelope(value, &content)
            let isFetched = !policy.pointers.isEmpty && Self.pointerTypes.contains(envelope.type)
            let destinations =
                isFetched
                ? policy.pointers : policy.routes.destinations(for: MatchInput(envelope: envelope, root: value))
            let isVersioned = !destinations.isDisjoint(with: policy.latest)
            return Found(
                envelope: envelope,
                destinations: destinations,
                payload: payload,
                versionKey: isVersioned ? VersionKey(envelope, content, payloadSize: payload.count) : nil
            )
        } catch {
            var problem = Problem.malformedEvent(
                error.message,
                event: place.index,
                pointer: place.pointer + error.pointer
            )
            problem.line = place.line
            throw problem
        }
    }

    private func validate(_ text: Payload, _ place: Place) throws(Problem) {
        do throws(JSONSyntaxError) {
            try validateJSON(text, maxDepth: maxDepth)
        } catch {
            var problem = Problem(
                status: 400,
                kind: "malformed-json",
                title: "Malformed JSON",
                detail: error.message
            )
            problem.line = place.line ?? error.line
            problem.column = error.column
            problem.offset = place.offset + error.offset
            if place.line != nil { problem.event = place.index }
            throw problem
        }
    }
}

extension UInt8 {
    fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x0a || self == 0x0d || self == 0x09 }
}
