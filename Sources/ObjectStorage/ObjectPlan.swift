import Formats
import RouterCore

/// What a batch calls for: files or objects to write, and events that none of them holds.
package struct ObjectPlan: Sendable {
    /// In the batch's order.
    package internal(set) var objects: [PlannedObject] = []
    /// What becomes of events of which nothing is written, by their positions in the batch.
    package internal(set) var unwritten: [Int: Outcome] = [:]

    /// In the configured layout and format.
    package init(for batch: Batch, _ configuration: LayoutConfiguration) {
        switch configuration.layout {
        case .documents: addDocuments(batch, configuration)
        case .batches: addBatches(batch, configuration)
        }
        // Where another of its records is written, a record that holds nothing takes nothing from the event.
        for position in objects.flatMap(\.events) {
            if case .skipped = unwritten[position] { unwritten[position] = nil }
        }
    }

    init() {}

    private mutating func addDocuments(_ batch: Batch, _ configuration: LayoutConfiguration) {
        let encoder = configuration.encoder
        let prefix = configuration.prefix
        let suffix = configuration.compression.suffix
        for document in ObjectDocument.documents(of: batch, template: configuration.key, suffix: suffix) {
            let encoded = encoder.encode(document.content, of: batch.events[document.source], id: document.id)
            guard case .payload(let content) = encoded else {
                note(encoded, of: document.events)
                continue
            }
            objects.append(
                PlannedObject(
                    key: prefix + document.key,
                    alternativeKey: document.alternativeKey.map { prefix + $0 },
                    ordering: document.ordering,
                    eventID: document.identity,
                    events: document.events,
                    content: content
                )
            )
        }
    }

    private mutating func addBatches(_ batch: Batch, _ configuration: LayoutConfiguration) {
        let encoder = configuration.encoder
        var lines: [Payload?] = []
        for (position, event) in batch.events.enumerated() {
            let encoded = encoder.encodeLines(of: event)
            if case .payload(let payload) = encoded {
                lines.append(payload)
            } else {
                lines.append(nil)
                note(encoded, of: [position])
            }
        }
        let batches = ObjectBatch.objects(
            of: batch,
            fileExtension: encoder.linesExtension,
            suffix: configuration.compression.suffix
        ) { lines[$0] != nil }
        for object in batches {
            var content = encoder.linesHeader
            content.reserveCapacity(object.events.reduce(content.count) { $0 + (lines[$1]?.count ?? 0) + 1 })
            for line in object.events.compactMap({ lines[$0] }) {
                content += line
                content.append(UInt8(ascii: "\n"))
            }
            objects.append(
                PlannedObject(
                    key: configuration.prefix + object.key,
                    alternativeKey: nil,
                    ordering: nil,
                    eventID: nil,
                    events: object.events,
                    content: content[...]
                )
            )
        }
    }

    /// Of several reasons of an event the gravest stands.
    private mutating func note(_ encoded: EncodedPayload, of events: [Int]) {
        guard let outcome = encoded.outcome else { return }
        for event in events {
            if case .rejected = unwritten[event] { continue }
            unwritten[event] = outcome
        }
    }
}
