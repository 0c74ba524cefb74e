import Foundation
import RouterCore
import Signing

/// Texts as SQS takes them, and as JSON carries them.
enum SQSText {
    /// Of group and deduplication ids.
    private static let maximumTokenLength = 128
    private static let digits = Array("0123456789abcdef".utf8)

    /// The text where it can be a group or deduplication id (letters, digits and punctuation of ASCII, at most 128),
    /// else a hash of it.
    static func token(_ text: String) -> String {
        let isPlain =
            (1...maximumTokenLength).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        return isPlain ? text : "sha256-" + LowercaseHex.string(SigV4.hash([Array(text.utf8)[...]]))
    }

    /// A payload as a message: SQS takes no U+FFFE and U+FFFF, which in JSON can stand in strings only and mean the same
    /// as their escapes.
    static func message(_ payload: Payload) -> Payload {
        let last: [UInt8] = [0xbe, 0xbf]
        func isRefused(at index: Int) -> Bool {
            payload[index] == 0xef && index + 2 < payload.endIndex && payload[index + 1] == 0xbf
                && last.contains(payload[index + 2])
        }
        guard payload.contains(0xef), payload.indices.contains(where: isRefused) else { return payload }
        var message: [UInt8] = []
        var index = payload.startIndex
        while index < payload.endIndex {
            if isRefused(at: index) {
                message += Array((payload[index + 2] == 0xbe ? #"\ufffe"# : #"\uffff"#).utf8)
                index += 3
            } else {
                message.append(payload[index])
                index += 1
            }
        }
        return message[...]
    }

    /// Appends a text as a JSON string.
    static func append(_ text: String, to json: inout [UInt8]) {
        append(Array(text.utf8)[...], to: &json)
    }

    /// Appends UTF-8 as a JSON string.
    static func append(_ text: Payload, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x22 || bytes[index] == 0x5c {
                json.append(contentsOf: bytes[start..<index])
                escape(bytes[index], to: &json)
                start = index + 1
            }
            json.append(contentsOf: bytes[start...])
        }
        json.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, to json: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): json += Array(#"\n"#.utf8)
        case UInt8(ascii: "\r"): json += Array(#"\r"#.utf8)
        case UInt8(ascii: "\t"): json += Array(#"\t"#.utf8)
        default: json += Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
