import RouterCore

/// The entry of a reading with gaps for what differs between readings, so that each is a few copies of bytes.
struct FHIRReadingTemplate {
    /// Up to the time in the identifier.
    private let beforeIdentifier: [UInt8]
    /// Up to `effectiveDateTime`.
    private let beforeTime: [UInt8]
    /// Up to the value.
    private let beforeValue: [UInt8]
    /// Up to the time in the condition.
    private let beforeCondition: [UInt8]
    private let end: [UInt8]
    private let unit: GlucoseUnit

    /// About how many bytes an entry takes.
    var entrySize: Int {
        beforeIdentifier.count + beforeTime.count + beforeValue.count + beforeCondition.count + end.count + 96
    }

    init(_ context: FHIRContext, unit: GlucoseUnit, device: String?) {
        let (profile, shownUnit) = FHIRProfile.reading(in: unit)
        let observation = FHIRObservation(profile: profile, context: context, device: device)
        // The time goes before the closing quote of the condition.
        let request = context.request("Observation", "")
        self.unit = unit
        beforeIdentifier = Array(("{\"resource\":" + observation.head).utf8)
        beforeTime = Array((observation.middle + "\"effectiveDateTime\":\"").utf8)
        beforeValue = Array("\",\"valueQuantity\":{\"value\":".utf8)
        beforeCondition = Array((shownUnit.json + observation.tail + request.dropLast(3)).utf8)
        end = Array(request.suffix(3).utf8)
    }

    /// Appends the entry of a reading that has a value and a known offset; false, and nothing appended, where it has not.
    func append(
        _ sample: GlucoseSample,
        _ scratch: inout FHIRScratch,
        to output: inout [UInt8]
    ) -> Bool {
        guard let value = sample.value, let offset = sample.time.offsetSeconds else { return false }
        let start = output.count
        scratch.identifier.removeAll(keepingCapacity: true)
        scratch.instants.appendCompact(
            unixMicroseconds: sample.time.localMicroseconds - Int64(offset) * 1_000_000,
            to: &scratch.identifier
        )
        output.append(contentsOf: beforeIdentifier)
        output.append(contentsOf: scratch.identifier)
        output.append(contentsOf: beforeTime)
        scratch.clocks.appendDateTime(sample.time, offset: offset, to: &output)
        output.append(contentsOf: beforeValue)
        guard unit.append(value, to: &output) else {
            output.removeSubrange(start...)
            return false
        }
        output.append(contentsOf: beforeCondition)
        output.append(contentsOf: scratch.identifier)
        output.append(contentsOf: end)
        return true
    }
}
