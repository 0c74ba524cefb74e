import JSONScanner
import RouterCore

/// The summaries of a day that is over and was worn through: else they would be of too little, and, being created once,
/// stay so.
struct FHIRSummary {
    private static let slot: Int64 = 300_000_000
    /// Of the day that must have readings, in per cent: what the international consensus asks of a report.
    private static let leastCoverage: Int64 = 70
    private static let longestDay: Int64 = 26 * 3_600_000_000

    private let context: FHIRContext
    private let device: String?
    private let unit: GlucoseUnit
    private let tally: GlucoseTally
    /// `yyyy-mm-dd` in the user's own calendar.
    private let date: String
    /// Hundredths of a per cent.
    private let sensorActive: Int64

    /// Nil unless the day says when it begins, readings reach to within five minutes of its end, and at least 70 % of its
    /// five-minute slots hold one.
    init?(_ day: borrowing GlucoseDay, _ context: FHIRContext, unit: GlucoseUnit, device: String?) {
        guard let start = Self.time(day.start), let end = Self.time(day.end),
            let date = RecordDate.of(day.start), let first = day.samples.first, let last = day.samples.last,
            // All of them by one clock.
            (start.offsetSeconds == nil) == (first.time.offsetSeconds == nil)
        else { return nil }
        let begin = start.unixMicroseconds ?? start.localMicroseconds
        let finish = end.unixMicroseconds ?? end.localMicroseconds
        guard finish > begin, finish - begin <= Self.longestDay, finish - last.key <= Self.slot else { return nil }
        var tally = GlucoseTally()
        var slots: Int64 = 0
        var lastSlot = Int64.min
        for sample in day.samples where sample.key >= begin && sample.key < finish {
            guard let value = sample.value?.rounded(decimals: GlucoseUnit.decimals) else { continue }
            tally.add(value)
            let slot = (sample.key - begin) / Self.slot
            if slot != lastSlot { slots += 1 }
            lastSlot = slot
        }
        let expected = max(1, (finish - begin) / Self.slot)
        guard tally.isUsable, slots * 100 >= expected * Self.leastCoverage else { return nil }
        self.context = context
        self.device = device
        self.unit = unit
        self.tally = tally
        self.date = date
        sensorActive = min(10_000, GlucoseUnit.rounded(slots * 10_000, dividedBy: expected))
    }

    private static func time(_ value: JSONValue?) -> SampleTime? {
        value?.withStringBytes { SampleTime(parsing: $0) } ?? nil
    }

    /// The entries of the Bundle: the six that make up the summary, and the summary itself.
    func entries() -> [String] {
        let isMass = unit == .milligramsPerDeciliter
        let percent = FHIRProfile.percent
        let members = [
            entry(
                isMass ? .meanByMass : .meanByMoles,
                "mean",
                quantity(tally.mean(in: unit), isMass ? FHIRProfile.massUnit : FHIRProfile.molarUnit)
            ),
            entry(.timesInRanges, "times-in-ranges", timesInRanges),
            entry(.managementIndicator, "gmi", quantity(tally.managementIndicator, percent)),
            entry(.coefficientOfVariation, "cv", quantity(tally.coefficientOfVariation, percent)),
            entry(.daysOfWear, "days-of-wear", "\"valueQuantity\":{\"value\":1" + FHIRProfile.days.json),
            entry(.sensorActive, "sensor-active", quantity(sensorActive, percent)),
        ]
        let names = ["mean", "times-in-ranges", "gmi", "cv", "days-of-wear", "sensor-active"]
        let references = names.map { "{\"reference\":\"\(context.uuid("\(date)-\($0)"))\"}" }
        return members + [entry(.summary, "summary", "\"hasMember\":[\(references.joined(separator: ","))]")]
    }

    private func entry(_ profile: FHIRProfile, _ kind: String, _ value: String) -> String {
        let observation = FHIRObservation(profile: profile, context: context, device: device)
        let name = "\(date)-\(kind)"
        return "{\"fullUrl\":\"\(context.uuid(name))\",\"resource\":\(observation.head)\(name)\(observation.middle)"
            + "\"effectivePeriod\":{\"start\":\"\(date)\",\"end\":\"\(date)\"},\(value)\(observation.tail)"
            + context.request("Observation", name)
    }

    private func quantity(_ hundredths: Int64, _ unit: FHIRUnit) -> String {
        "\"valueQuantity\":" + bareQuantity(hundredths, unit)
    }

    private func bareQuantity(_ hundredths: Int64, _ unit: FHIRUnit) -> String {
        var digits: [UInt8] = []
        DecimalText.append(hundredths: hundredths, to: &digits)
        return "{\"value\":\(String(decoding: digits, as: UTF8.self))\(unit.json)"
    }

    private var timesInRanges: String {
        let codes = ["104642-4", "104641-6", "97510-2", "104640-8", "104639-0"]
        let components = zip(codes, tally.timesInRanges).map { code, share in
            let coding = "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"\(code)\"}]}"
            return "{\"code\":\(coding),\"valueQuantity\":\(bareQuantity(share, FHIRProfile.percent))}"
        }
        return "\"component\":[\(components.joined(separator: ","))]"
    }
}
