import JSONScanner
import RouterCore

/// Makes a line of each reading of a body event, with the names that the columns of `glucose_samples` have in SQL.
struct ReadingsEncoder: Sendable {
    private static let empty = "the event holds no readings"
    /// More than a line takes beside the names of the user.
    private static let lineSize = 320

    let options: ReadingsOptions

    /// The line above the first reading of a document, with its end; empty where there is none.
    var header: [UInt8] {
        switch options.encoding {
        case .ndjson: []
        case .csv: Array((ReadingColumn.allCases.map { $0.name(options.unit) }.joined(separator: ",") + "\n").utf8)
        }
    }

    /// The lines, each with its end, and the header before them where it is asked for.
    func encode(_ payload: Payload, of event: Event, withHeader: Bool) -> EncodedPayload {
        guard event.type == "body" else { return .nothing(reason: "a \(event.type) event holds no readings") }
        var line = ReadingLine(event, options)
        var output = withHeader ? header : []
        let start = output.count
        var isTooLarge = false
        withTrustedJSON(payload) { root in
            GlucoseDay.forEach(in: root) { day in
                let size = day.samples.count * (Self.lineSize + line.userSize)
                guard output.count + size <= FormatLimits.maxEncodedBytes else {
                    isTooLarge = true
                    return
                }
                output.reserveCapacity(output.count + size)
                for sample in day.samples { line.append(sample, to: &output) }
            }
        }
        if isTooLarge { return FormatLimits.tooLarge }
        return output.count == start ? .nothing(reason: Self.empty) : .payload(output[...])
    }
}
