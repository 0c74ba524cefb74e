import Crypto
import Foundation
import RouterCore
import Signing

/// The values of `webhook-id`: the same for every attempt, so that a receiver can tell a repetition.
enum WebhookIdentity {
    /// An event's id. A full stop would leave open where the id ends in what is signed, and controls cannot stand in a
    /// header: these are percent-encoded, and the percent sign with them, so that no two ids become one.
    static func of(_ event: Event) -> String {
        guard event.id.utf8.contains(where: { !isPlain($0) }) else { return event.id }
        var text = ""
        for byte in event.id.utf8 {
            if isPlain(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + LowercaseHex.string(CollectionOfOne(byte)).uppercased()
            }
        }
        return text
    }

    /// A batch's id, made of its events' ids: the same events in the same order have the same one.
    static func of(_ ids: [String]) -> String {
        var text: [UInt8] = []
        for id in ids {
            // The length first, so that no two lists of ids are the same bytes.
            text += String(id.utf8.count).utf8
            text.append(UInt8(ascii: ":"))
            text += id.utf8
        }
        return "batch_" + LowercaseHex.string(SHA256.hash(data: text))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "%")
    }
}
