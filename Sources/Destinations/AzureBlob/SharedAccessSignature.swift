import Foundation
import RouterCore

/// A shared access signature: the part of a URL behind the question mark, which is a secret as a whole.
package struct SharedAccessSignature: Sendable, Hashable {
    /// Percent-encoded as it was given, without the question mark.
    let query: String

    /// Nil where the text carries no signature.
    init?(_ text: String) {
        let query = text.hasPrefix("?") ? String(text.dropFirst()) : text
        guard query.split(separator: "&").contains(where: { $0.hasPrefix("sig=") && $0.count > 4 }),
            query.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") })
        else { return nil }
        self.query = query
    }

    /// When it ends (`se`), unix seconds; nil where a stored access policy says so instead.
    var expiry: Int64? {
        guard let text = query.split(separator: "&").first(where: { $0.hasPrefix("se=") })?.dropFirst(3),
            let time = text.removingPercentEncoding
        else { return nil }
        // A date alone is its first moment, in UTC.
        let whole = time.utf8.count == 10 ? time + "T00:00Z" : time
        return SampleTime(parsing: whole)?.unixMicroseconds.map { $0 / 1_000_000 }
    }
}
