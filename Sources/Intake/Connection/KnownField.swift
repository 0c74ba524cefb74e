/// The header fields that Intake reads.
enum KnownField {
    case contentLength
    case transferEncoding
    case expect
    case upgrade
    case contentType
    case contentEncoding
    case authorization
    case signature
    case traceID
    case orderingTimestamp
    case reference
    case origin
    case command

    /// Nil for every other name. Compares without regard to case and without a copy: the length rules most names out.
    init?(_ name: String) {
        switch name.utf8.count {
        case 6 where Self.equal(name, "expect"): self = .expect
        case 6 where Self.equal(name, "origin"): self = .origin
        case 7 where Self.equal(name, "upgrade"): self = .upgrade
        case 12 where Self.equal(name, "content-type"): self = .contentType
        case 13 where Self.equal(name, "authorization"): self = .authorization
        case 14 where Self.equal(name, "content-length"): self = .contentLength
        case 15 where Self.equal(name, "terra-signature"): self = .signature
        case 15 where Self.equal(name, "terra-reference"): self = .reference
        case 16 where Self.equal(name, "content-encoding"): self = .contentEncoding
        case 16 where Self.equal(name, "x-terra-trace-id"): self = .traceID
        case 17 where Self.equal(name, "transfer-encoding"): self = .transferEncoding
        case 17 where Self.equal(name, "x-terra-signature"): self = .signature
        case 22 where Self.equal(name, "x-distributary-command"): self = .command
        case 26 where Self.equal(name, "x-terra-ordering-timestamp"): self = .orderingTimestamp
        default: return nil
        }
    }

    private static func equal(_ name: String, _ lowercase: StaticString) -> Bool {
        lowercase.withUTF8Buffer { expected in
            name.utf8.elementsEqual(expected) { byte, wanted in
                byte == wanted || (byte | 0x20 == wanted && wanted >= UInt8(ascii: "a"))
            }
        }
    }
}
