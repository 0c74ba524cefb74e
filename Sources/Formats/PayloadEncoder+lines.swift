import Foundation
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

    /// Encodes an event as lines, the last one without its end; of a format without lines nothing can be said this way.
    package func encodeLines(of event: Event) -> EncodedPayload {
        switch encoding {
        case .readings(let options):
            Self.withoutLastEnd(ReadingsEncoder(options: options).encode(event.payload, of: event, withHeader: false))
        case .fit:
            .nothing(reason: "a FIT file is no line")
        case .json, .fhir, .cloudEvents:
            Self.oneLine(encode(event.payload, of: event))
        }
    }

    private static func withoutLastEnd(_ encoded: EncodedPayload) -> EncodedPayload {
        guard case .payload(let lines) = encoded, lines.last == lineFeed else { return encoded }
        return .payload(lines.dropLast())
    }

    /// Line breaks, which in JSON stand between tokens only, become spaces, which mean the same. Most payloads have none
    /// and stay where they are.
    private static func oneLine(_ encoded: EncodedPayload) -> EncodedPayload {
        guard case .payload(let payload) = encoded, holdsLineBreak(payload) else { return encoded }
        return .payload(payload.map { $0 == lineFeed || $0 == carriageReturn ? UInt8(ascii: " ") : $0 }[...])
    }

    private static func holdsLineBreak(_ payload: Payload) -> Bool {
        payload.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return false }
            return [lineFeed, carriageReturn].contains { memchr(start, Int32($0), bytes.count) != nil }
        }
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
