import RouterCore

/// A Bundle while it is being written.
struct FHIRBundle {
    static let empty = "the event holds no readings"
    /// Of summaries and a device.
    private static let otherEntries = 16 << 10

    private let context: FHIRContext
    private let options: FHIROptions
    private var output: [UInt8] = []
    private var scratch = FHIRScratch()
    private var readings = 0
    /// The devices that have an entry.
    private var devices: Set<String> = []
    private var refusal: EncodedPayload?

    /// `ordering` in unix milliseconds: the same in every redelivery, as the Bundle is to be.
    init(_ context: FHIRContext, _ options: FHIROptions, ordering: Int64) {
        self.context = context
        self.options = options
        output +=
            """
            {"resourceType":"Bundle","meta":{"profile":["\(FHIRProfile.bundle.url)"]},"type":"transaction","timestamp":"
            """.utf8
        let time = SampleTime(localMicroseconds: ordering * 1000, offsetSeconds: 0)
        scratch.clocks.appendDateTime(time, offset: 0, to: &output)
        output += "\",\"entry\":[".utf8
    }

    /// Adds what a day holds.
    mutating func add(_ day: borrowing GlucoseDay) {
        guard refusal == nil, day.samples.contains(where: { $0.value != nil }) else { return }
        guard !day.hasTimesWithoutOffset else {
            refusal = .refused(
                reason: "readings come without an offset from UTC, and FHIR takes no such times: name it in "
                    + "'fhir.assume_offset'"
            )
            return
        }
        let device = FHIRDevice(day.device, context)
        let template = FHIRReadingTemplate(context, unit: options.unit, device: device?.reference)
        let size = day.samples.count * template.entrySize + Self.otherEntries
        guard output.count + size <= FormatLimits.maxEncodedBytes else {
            refusal = FormatLimits.tooLarge
            return
        }
        output.reserveCapacity(output.count + size)
        let before = readings
        for sample in day.samples {
            if readings > 0 { output.append(UInt8(ascii: ",")) }
            if template.append(sample, &scratch, to: &output) {
                readings += 1
            } else if readings > 0 {
                output.removeLast()
            }
        }
        guard readings > before else { return }
        if let device, devices.insert(device.name).inserted { add(device.entry(context)) }
        let summary = FHIRSummary(day, context, unit: options.unit, device: device?.reference)
        for entry in summary?.entries() ?? [] { add(entry) }
    }

    /// Hands out the whole Bundle; nothing where no reading has come.
    mutating func finish() -> EncodedPayload {
        if let refusal { return refusal }
        guard readings > 0 else { return .nothing(reason: Self.empty) }
        output += "]}".utf8
        defer { output = [] }
        return .payload(output[...])
    }

    private mutating func add(_ entry: String) {
        output.append(UInt8(ascii: ","))
        output += entry.utf8
    }
}
