import Foundation
import HTTPTransport
import XMLText

/// The code by which AWS names an error, from an answer of any of its protocols.
package enum AWSErrorCode {
    private static let maximumLength = 100

    /// Nil where the answer names none, such as one to `HEAD`. Letters, digits and full stops only: the answer's other
    /// words may quote the request.
    package static func of(_ response: HTTPResponse) -> String? {
        // JSON protocols put it into a header, or into `__type` behind the name of the service's model.
        let header = response.headers["x-amzn-errortype"]?.prefix { $0 != ":" }
        let text = header.map(String.init) ?? XMLText.first("Code", in: response.body) ?? type(in: response.body)
        guard let code = text?.split(separator: "#").last, (1...maximumLength).contains(code.utf8.count),
            code.utf8.allSatisfy(isPlain)
        else { return nil }
        return String(code)
    }

    private static func type(in body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        guard let key = text.firstRange(of: "\"__type\"") else { return nil }
        let parts = text[key.upperBound...].split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
