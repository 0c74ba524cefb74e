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
    package internal(set) var events: [Int]
    package let content: Payload

    /// What is left to try where an object that several events went into was refused: what each half of them calls for
    /// in its place. Nil where one event stands alone.
    func halves(of batch: Batch, _ configuration: LayoutConfiguration) -> ObjectPlan? {
        guard events.count > 1 else { return nil }
        let middle = events.count / 2
        var plan = ObjectPlan()
        for half in [events[..<middle], events[middle...]] {
            let positions = Array(half)
            let part = ObjectPlan(for: Batch(positions.map { batch.events[$0] }), configuration)
            for (position, outcome) in part.unwritten { plan.unwritten[positions[position]] = outcome }
            plan.objects += part.objects
                .filter { configuration.layout == .batches || $0.key == key }
                .map { object in
                    var object = object
                    object.events = object.events.map { positions[$0] }
                    return object
                }
        }
        return plan
    }
}
