import JSONWriter
import RouterCore

/// Makes CloudEvents 1.0 of events, whatever they hold. `id` is the event's identity, `time` its ordering: both are the
/// same in every redelivery.
struct CloudEventsEncoder: Sendable {
    private static let version = "1.0"
    let options: CloudEventsOptions

    /// The attributes by name, in their order; `id` tells parts of one event apart.
    private func attributes(of event: Event, id: String) -> [(name: String, value: String)] {
        var time: [UInt8] = []
        var clock = TimeText()
        let ordering = SampleTime(localMicroseconds: event.ordering * 1000, offsetSeconds: 0)
        clock.appendDateTime(ordering, offset: 0, to: &time)
        var attributes = [
            (name: "specversion", value: Self.version),
            (name: "id", value: id),
            (name: "source", value: options.source),
            (name: "type", value: options.typePrefix + event.type),
            (name: "time", value: String(decoding: time, as: UTF8.self)),
        ]
        if let user = event.userID { attributes.append((name: "subject", value: user)) }
        if let reference = event.reference { attributes.append((name: "terrareference", value: reference)) }
        return attributes
    }

    /// A structured event.
    func encode(_ payload: Payload, of event: Event, id: String) -> EncodedPayload {
        guard payload.count < FormatLimits.maxEncodedBytes - 8192 else { return FormatLimits.tooLarge }
        var output: [UInt8] = []
        output.reserveCapacity(payload.count + 512)
        output.append(UInt8(ascii: "{"))
        for (name, value) in attributes(of: event, id: id) {
            JSONText.append(name, to: &output)
            output.append(UInt8(ascii: ":"))
            JSONText.append(value, to: &output)
            output.append(UInt8(ascii: ","))
        }
        output += "\"datacontenttype\":\"application/json\",\"data\":".utf8
        output += payload
        output.append(UInt8(ascii: "}"))
        return .payload(output[...])
    }

    /// The headers of an event in binary mode. What may not stand in a header is percent-encoded, as the HTTP binding
    /// says (3.1.3.2).
    func headers(of event: Event) -> [(name: String, value: String)] {
        attributes(of: event, id: event.id).map { ("ce-\($0.name)", Self.encoded($0.value)) }
    }

    private static func encoded(_ value: String) -> String {
        func isPlain(_ byte: UInt8) -> Bool {
            (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
        }
        guard !value.utf8.allSatisfy(isPlain) else { return value }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
