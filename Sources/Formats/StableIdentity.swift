import Crypto

/// Names made of what they stand for: the same for every redelivery, on every machine.
struct StableIdentity {
    /// The first half of a SHA-256.
    let bytes: [UInt8]

    /// Of texts that together name one thing; `kind` keeps things of different kinds apart.
    init(_ kind: StaticString, _ texts: String...) {
        var hash = SHA256()
        kind.withUTF8Buffer { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        for text in texts {
            hash.update(data: [0])
            hash.update(data: Array(text.utf8))
        }
        bytes = Array(hash.finalize().prefix(16))
    }

    /// 32 lowercase hexadecimal digits.
    var hexadecimal: [UInt8] { bytes.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] } }

    /// As a UUID of version 8 (RFC 9562), whose content is the maker's own.
    var uuid: String {
        var marked = bytes
        marked[6] = marked[6] & 0x0f | 0x80
        marked[8] = marked[8] & 0x3f | 0x80
        var text: [UInt8] = []
        for (index, byte) in marked.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text += [Self.digit(byte >> 4), Self.digit(byte & 15)]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A number of 32 bits that is never 0.
    var number: UInt32 { max(1, bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }) }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
