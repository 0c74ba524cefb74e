import RouterCore

extension PayloadEncoder {
    /// Whether several events can be in one file or body, line by line.
    package var hasLines: Bool { format != .fit }

    /// The media type of lines.
    package var linesContentType: String {
        switch encoding {
        case .json, .fit, .cloudEvents: "application/x-ndjson"
        case .fhir: "application/fhir+ndjson"
        case .readings(let options): Self.contentType(options)
        }
    }

    /// What the name of a file of lines ends in.
    package var linesExtension: String {
        if case .readings(let options) = encoding { ".\(options.encoding.rawValue)" } else { ".ndjson" }
    }

    /// What goes above the first line, with its end; empty where there is nothing.
    package var linesHeader: [UInt8] {
        if case .readings(let options) = encoding { ReadingsEncoder(options: options).header } else { [] }
    }

    /// Encodes an event as lines, each with its end; of a format without lines nothing can be said this way.
    package func encodeLines(of event: Event) -> EncodedPayload {
        switch encoding {
        case .readings(let options):
            ReadingsEncoder(options: options).encode(event.payload, of: event, withHeader: false)
        case .fit:
            .nothing(reason: "a FIT file is no line")
        case .json, .fhir, .cloudEvents:
            Self.oneLine(encode(event.payload, of: event))
        }
    }

    /// Line breaks, which in JSON stand between tokens only, become spaces, which mean the same.
    private static func oneLine(_ encoded: EncodedPayload) -> EncodedPayload {
        guard case .payload(let payload) = encoded else { return encoded }
        var line: [UInt8] = []
        line.reserveCapacity(payload.count + 1)
        if payload.contains(where: isLineBreak) {
            line.append(contentsOf: payload.lazy.map { isLineBreak($0) ? UInt8(ascii: " ") : $0 })
        } else {
            line.append(contentsOf: payload)
        }
        line.append(UInt8(ascii: "\n"))
        return .payload(line[...])
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
