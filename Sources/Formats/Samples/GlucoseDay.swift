import JSONScanner
import RouterCore

/// The readings of one element of `data`, and what the element says of the day and the sensor. Points into the payload:
/// for use only while that is read.
struct GlucoseDay {
    /// By time, each time once: of two readings of one time the later in the payload stands.
    private(set) var samples: [GlucoseSample] = []
    /// `metadata.start_time` as it is written.
    private(set) var start: JSONValue?
    /// `metadata.end_time` as it is written.
    private(set) var end: JSONValue?
    /// `device_data`.
    private(set) var device: JSONValue?
    /// Whether a time has no offset that is known or may be taken for it.
    private(set) var hasTimesWithoutOffset = false

    /// Calls `body` for each element of an event's `data` that has readings, with a day that is used again for the next.
    /// `assumedOffset`, in seconds east of UTC, is that of times that come without one.
    static func forEach<E: Error>(
        in root: JSONValue,
        assumedOffset: Int? = nil,
        _ body: (borrowing GlucoseDay) throws(E) -> Void
    ) throws(E) {
        var day = GlucoseDay()
        var cursor = JSONCursor(root)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextMember() {
            guard key == "data", cursor.enterArray() else {
                _ = cursor.value()
                continue
            }
            while cursor.nextElement() {
                day.read(&cursor, assumedOffset: assumedOffset)
                if !day.samples.isEmpty { try body(day) }
            }
        }
    }

    /// Reads the element that comes next.
    private mutating func read(_ cursor: inout JSONCursor, assumedOffset: Int?) {
        var metadata: JSONValue?
        device = nil
        samples.removeAll(keepingCapacity: true)
        guard cursor.enterObject() else {
            _ = cursor.value()
            return
        }
        while let key = cursor.nextMember() {
            switch key {
            case "metadata": metadata = cursor.value()
            case "device_data": device = cursor.value()
            case "glucose_data": readGlucose(&cursor)
            default: _ = cursor.value()
            }
        }
        start = metadata?["start_time"]
        end = metadata?["end_time"]
        // Of times in UTC the offset is known, whether it is written or not.
        let isUTC = metadata?["timestamp_localization"]?.integer == 0
        settle(offset: isUTC ? 0 : assumedOffset)
    }

    private mutating func readGlucose(_ cursor: inout JSONCursor) {
        samples.removeAll(keepingCapacity: true)
        guard cursor.enterObject() else {
            _ = cursor.value()
            return
        }
        while let key = cursor.nextMember() {
            let holdsSamples = key == "blood_glucose_samples" || key == "detailed_blood_glucose_samples"
            guard holdsSamples, cursor.enterArray() else {
                _ = cursor.value()
                continue
            }
            while cursor.nextElement() {
                guard cursor.enterObject() else {
                    _ = cursor.value()
                    continue
                }
                var builder = SampleBuilder()
                while let key = cursor.nextMember() { builder.take(key, cursor.value()) }
                if let sample = builder.sample { samples.append(sample) }
            }
        }
    }

    /// Gives times without an offset the one that they have, if any, and puts the samples in order.
    private mutating func settle(offset: Int?) {
        hasTimesWithoutOffset = false
        var isAscending = true
        for index in samples.indices {
            if samples[index].time.offsetSeconds == nil {
                samples[index].assume(offset: offset)
                hasTimesWithoutOffset = hasTimesWithoutOffset || offset == nil
            }
            if index > 0, samples[index - 1].key >= samples[index].key { isAscending = false }
        }
        if !isAscending { sort() }
    }

    private mutating func sort() {
        let order = samples.indices.sorted { left, right in
            (samples[left].key, left) < (samples[right].key, right)
        }
        var sorted: [GlucoseSample] = []
        sorted.reserveCapacity(order.count)
        for index in order {
            if sorted.last?.key == samples[index].key { sorted.removeLast() }
            sorted.append(samples[index])
        }
        samples = sorted
    }
}
