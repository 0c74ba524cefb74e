import RouterCore

/// One file or object that a batch calls for, before it is compressed.
package struct PlannedObject: Sendable {
    /// Its name, with the prefix and the ending of the compression.
    package let key: String
    /// The name to take if another record has `key`; nil where the newer version overwrites.
    package let alternativeKey: String?
    /// Which version is newer, unix milliseconds; nil where an object has no versions.
    package let ordering: Int64?
    /// What tells the event that it holds from others: plain ASCII, at most 256 bytes; nil where it holds a batch.
    package let eventID: String?
    /// The positions in the batch of the events that are settled with it.
    package private(set) var events: [Int]
    package let content: Payload

    /// What a batch calls for in the configured layout, in its order.
    package static func objects(for batch: Batch, _ configuration: LayoutConfiguration) -> [PlannedObject] {
        let prefix = configuration.prefix
        let suffix = configuration.compression.suffix
        switch configuration.layout {
        case .documents:
            return ObjectDocument.documents(of: batch, template: configuration.key, suffix: suffix).map { document in
                PlannedObject(
                    key: prefix + document.key,
                    alternativeKey: document.alternativeKey.map { prefix + $0 },
                    ordering: document.ordering,
                    eventID: document.identity,
                    events: document.events,
                    content: document.content
                )
            }
        case .batches:
            return ObjectBatch.objects(of: batch, suffix: suffix).map { object in
                PlannedObject(
                    key: prefix + object.key,
                    alternativeKey: nil,
                    ordering: nil,
                    eventID: nil,
                    events: object.events,
                    content: object.content(of: batch)[...]
                )
            }
        }
    }

    /// What is left to try where an object that several events went into was refused: what each half of them calls for
    /// in its place. Empty where one event stands alone.
    func halves(of batch: Batch, _ configuration: LayoutConfiguration) -> [PlannedObject] {
        guard events.count > 1 else { return [] }
        let middle = events.count / 2
        return [events[..<middle], events[middle...]].flatMap { half in
            let positions = Array(half)
            return Self.objects(for: Batch(positions.map { batch.events[$0] }), configuration)
                .filter { configuration.layout == .batches || $0.key == key }
                .map { object in
                    var object = object
                    object.events = object.events.map { positions[$0] }
                    return object
                }
        }
    }
}
