import CKafka
internal import Formats
internal import RouterCore

/// Hands events to librdkafka: it copies key and headers, and reads a payload that leaves as it came where it is, which
/// its batch must keep until the report. What an encoder has made is copied too. Nothing of ours is allocated for a message.
///
/// | part | what it holds |
/// |---|---|
/// | key | the user id; none where the event names no user |
/// | value | the payload: byte for byte, or in the destination's format |
/// | `id` | the event's identity over redeliveries: Terra's trace id, else the SHA-256 of the payload |
/// | `type` | Terra's event type |
/// | `ordering` | unix milliseconds in decimal digits; the larger is the newer version of the same record |
/// | `content-type` | `application/json`, or the format's |
/// | `terra-reference` | Terra's reference, where the event has one |
struct MessageWriter: ~Copyable {
    private enum Part: Int, CaseIterable {
        case topic
        case flags
        case opaque
        case key
        case value
        case id
        case type
        case ordering
        case contentType
        case reference
    }

    private let encoder: PayloadEncoder
    private let contentType: [UInt8]
    private let parts: UnsafeMutableBufferPointer<rd_kafka_vu_t>
    /// Key and header values of the message at hand, one after the other.
    private var texts: [UInt8] = []

    /// Writes payloads in the form that `encoder` gives them.
    init(_ encoder: PayloadEncoder) {
        self.encoder = encoder
        contentType = Array(encoder.contentType.utf8)
        parts = .allocate(capacity: Part.allCases.count)
        parts.initialize(repeating: rd_kafka_vu_t())
        parts[Part.topic.rawValue].vtype = RD_KAFKA_VTYPE_RKT
        parts[Part.flags.rawValue].vtype = RD_KAFKA_VTYPE_MSGFLAGS
        parts[Part.flags.rawValue].u.i = encoder.isIdentity ? 0 : RD_KAFKA_MSG_F_COPY
        parts[Part.opaque.rawValue].vtype = RD_KAFKA_VTYPE_OPAQUE
        parts[Part.key.rawValue].vtype = RD_KAFKA_VTYPE_KEY
        parts[Part.value.rawValue].vtype = RD_KAFKA_VTYPE_VALUE
        name(.id, "id")
        name(.type, "type")
        name(.ordering, "ordering")
        name(.contentType, "content-type")
        name(.reference, "terra-reference")
    }

    deinit {
        parts.deallocate()
    }

    /// The value of the message of an event.
    func encode(_ event: borrowing Event) -> EncodedPayload { encoder.encode(event.payload, of: event) }

    /// Queues one message; what holds the event must live on until its report. `opaque` comes back with the report, unless
    /// the answer is an error: then none comes.
    mutating func write(
        _ value: Payload,
        of event: borrowing Event,
        to topic: OpaquePointer,
        opaque: UInt,
        with client: OpaquePointer
    ) -> rd_kafka_resp_err_t {
        texts.removeAll(keepingCapacity: true)
        let key = event.userID.map { append($0) }
        let id = append(event.id)
        let type = append(event.type)
        let ordering = appendDecimal(event.ordering)
        let mediaType = append(contentType)
        let reference = event.reference.map { append($0) }
        let count = reference == nil ? Part.reference.rawValue : Part.allCases.count
        let parts = parts
        parts[Part.topic.rawValue].u.rkt = topic
        parts[Part.opaque.rawValue].u.ptr = UnsafeMutableRawPointer(bitPattern: opaque)
        return texts.withUnsafeMutableBytes { texts in
            parts[Part.key.rawValue].u.mem.ptr = key.flatMap { texts.baseAddress?.advanced(by: $0.lowerBound) }
            parts[Part.key.rawValue].u.mem.size = key?.count ?? 0
            func set(_ part: Part, _ range: Range<Int>) {
                parts[part.rawValue].u.header.val = texts.baseAddress.map { UnsafeRawPointer($0 + range.lowerBound) }
                parts[part.rawValue].u.header.size = range.count
            }
            set(.id, id)
            set(.type, type)
            set(.ordering, ordering)
            set(.contentType, mediaType)
            if let reference { set(.reference, reference) }
            return value.withUnsafeBytes { payload in
                parts[Part.value.rawValue].u.mem.ptr = UnsafeMutableRawPointer(mutating: payload.baseAddress)
                parts[Part.value.rawValue].u.mem.size = payload.count
                return Self.produce(parts, count, with: client)
            }
        }
    }

    private static func produce(
        _ parts: UnsafeMutableBufferPointer<rd_kafka_vu_t>,
        _ count: Int,
        with client: OpaquePointer
    ) -> rd_kafka_resp_err_t {
        guard let error = rd_kafka_produceva(client, parts.baseAddress, count) else {
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
        defer { rd_kafka_error_destroy(error) }
        return rd_kafka_error_code(error)
    }

    private func name(_ part: Part, _ name: StaticString) {
        parts[part.rawValue].vtype = RD_KAFKA_VTYPE_HEADER
        // A static string ends in a NUL and stays where it is.
        parts[part.rawValue].u.header.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    private mutating func append(_ text: String) -> Range<Int> { append(text.utf8) }

    private mutating func append(_ text: some Collection<UInt8>) -> Range<Int> {
        let start = texts.count
        texts.append(contentsOf: text)
        return start..<texts.count
    }

    private mutating func appendDecimal(_ number: Int64) -> Range<Int> {
        let start = texts.count
        // From the last digit to the first, into room for the longest number.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = digits.count
            var rest = number.magnitude
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            texts.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
        return start..<texts.count
    }
}
