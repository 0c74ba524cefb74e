import JSONWriter
import RouterCore

/// Writes lines of one event's user: what differs between readings goes into the gaps.
struct ReadingLine {
    /// What a value that is not there is, in either form.
    private let absent: [UInt8]
    /// What goes before and behind a time.
    private let quote: [UInt8]
    /// What goes before each column from `recorded_at` on.
    private let gaps: [[UInt8]]
    private let end: [UInt8]
    private let unit: GlucoseUnit
    private var instants = TimeText()
    private var clocks = TimeText()

    /// Bytes that the names of the user take.
    var userSize: Int { gaps[0].count }

    init(_ event: Event, _ options: ReadingsOptions) {
        unit = options.unit
        let isJSON = options.encoding == .ndjson
        absent = isJSON ? Array("null".utf8) : []
        quote = isJSON ? [UInt8(ascii: "\"")] : []
        end = Array((isJSON ? "}\n" : "\n").utf8)
        let user = [event.userID, event.referenceID, event.provider]
        let columns = ReadingColumn.allCases
        var gaps: [[UInt8]] = []
        var gap: [UInt8] = []
        for (index, column) in columns.enumerated() {
            if isJSON {
                gap += "\(index == 0 ? "{" : ",")\"\(column.name(options.unit))\":".utf8
            } else if index > 0 {
                gap.append(UInt8(ascii: ","))
            }
            if index < user.count {
                Self.append(user[index], isJSON: isJSON, to: &gap)
            } else {
                gaps.append(gap)
                gap = []
            }
        }
        self.gaps = gaps
    }

    mutating func append(_ sample: GlucoseSample, to output: inout [UInt8]) {
        let time = sample.time
        output.append(contentsOf: gaps[0])
        if let instant = time.unixMicroseconds {
            output.append(contentsOf: quote)
            instants.appendClock(instant, trimsFraction: false, to: &output)
            output.append(UInt8(ascii: "Z"))
            output.append(contentsOf: quote)
        } else {
            output.append(contentsOf: absent)
        }
        output.append(contentsOf: gaps[1])
        output.append(contentsOf: quote)
        clocks.appendClock(time.localMicroseconds, trimsFraction: false, to: &output)
        output.append(contentsOf: quote)
        output.append(contentsOf: gaps[2])
        append(time.offsetSeconds.map(Int64.init), to: &output)
        output.append(contentsOf: gaps[3])
        if !(sample.value.map { unit.append($0, to: &output) } ?? false) { output.append(contentsOf: absent) }
        output.append(contentsOf: gaps[4])
        append(sample.flag, to: &output)
        output.append(contentsOf: gaps[5])
        append(sample.trend, to: &output)
        output.append(contentsOf: end)
    }

    private func append(_ number: Int64?, to output: inout [UInt8]) {
        if let number {
            DecimalText.append(number, to: &output)
        } else {
            output.append(contentsOf: absent)
        }
    }

    private static func append(_ text: String?, isJSON: Bool, to output: inout [UInt8]) {
        if isJSON {
            if let text { JSONText.append(text, to: &output) } else { output += "null".utf8 }
            return
        }
        guard let text else { return }
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }
        guard needsQuotes else {
            output += text.utf8
            return
        }
        output.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { output.append(0x22) }
            output.append(byte)
        }
        output.append(0x22)
    }
}
