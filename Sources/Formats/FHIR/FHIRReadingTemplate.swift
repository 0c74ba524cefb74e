import RouterCore

/// The entry of a reading with gaps for what differs between readings, so that each is a few copies of bytes.
struct FHIRReadingTemplate {
    /// All that is the same, one part behind the other.
    private let text: [UInt8]
    /// Where each part ends: before the instant in the identifier, the time, the value, the instant in the condition, and
    /// the end.
    private let ends: (identifier: Int, time: Int, value: Int, condition: Int)
    private let unit: GlucoseUnit

    /// About how many bytes an entry takes.
    var entrySize: Int { text.count + 96 }

    init(_ context: FHIRContext, unit: GlucoseUnit, device: String?) {
        let (profile, shownUnit) = FHIRProfile.reading(in: unit)
        let observation = FHIRObservation(profile: profile, context: context, device: device)
        // The instant goes before the closing quote of the condition.
        let request = context.request("Observation", "")
        self.unit = unit
        var text = Array(("{\"resource\":" + observation.head).utf8)
        ends.identifier = text.count
        text += (observation.middle + "\"effectiveDateTime\":\"").utf8
        ends.time = text.count
        text += "\",\"valueQuantity\":{\"value\":".utf8
        ends.value = text.count
        text += (shownUnit.json + observation.tail + request.dropLast(3)).utf8
        ends.condition = text.count
        text += request.suffix(3).utf8
        self.text = text
    }

    /// Appends the entry of a reading that has a value and a known offset; false, and nothing appended, where it has not.
    func append(_ sample: GlucoseSample, _ scratch: inout FHIRScratch, to output: inout [UInt8]) -> Bool {
        guard let value = sample.value, let offset = sample.time.offsetSeconds else { return false }
        let start = output.count
        scratch.identifier.removeAll(keepingCapacity: true)
        scratch.instants.appendCompact(
            unixMicroseconds: sample.time.localMicroseconds - Int64(offset) * 1_000_000,
            to: &scratch.identifier
        )
        return text.withUnsafeBufferPointer { text in
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<ends.identifier]))
            output.append(contentsOf: scratch.identifier)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[ends.identifier..<ends.time]))
            scratch.clocks.appendDateTime(sample.time, offset: offset, to: &output)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[ends.time..<ends.value]))
            guard unit.append(value, to: &output) else {
                output.removeSubrange(start...)
                return false
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[ends.value..<ends.condition]))
            output.append(contentsOf: scratch.identifier)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[ends.condition...]))
            return true
        }
    }
}
