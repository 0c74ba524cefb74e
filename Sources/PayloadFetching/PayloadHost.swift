package import HTTPTransport

/// A host that payloads may be fetched from, as the user lists it: `bucket.s3.eu-west-1.amazonaws.com`,
/// `*.s3.eu-west-1.amazonaws.com`, `storage.internal:9000`; with `http://` before it, one without TLS.
package struct PayloadHost: Sendable, Hashable {
    /// As it is written.
    package let text: String
    private let isSecure: Bool
    /// In small letters.
    private let name: String
    /// Every name that ends in a dot and `name`.
    private let isSuffix: Bool
    private let port: Int?

    /// Nil where the text is none of these.
    package init?(_ text: String) {
        self.text = text
        var rest = Substring(text.lowercased())
        isSecure = !rest.hasPrefix("http://")
        for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        isSuffix = rest.hasPrefix("*.")
        if isSuffix { rest = rest.dropFirst(2) }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let host = parts.first, Self.isName(host, isSuffix: isSuffix) else {
            return nil
        }
        name = String(host)
        guard parts.count == 2 else {
            port = nil
            return
        }
        guard let number = Int(parts[1]), (1...65_535).contains(number) else { return nil }
        port = number
    }

    /// Whether the URL's host, port and scheme are what the user listed.
    package func allows(_ url: HTTPURL) -> Bool {
        guard url.isSecure == isSecure else { return false }
        let host = url.host.lowercased()
        guard isSuffix ? host.hasSuffix("." + name) : host == name else { return false }
        let authority = url.authority.lowercased()
        return authority == port.map { "\(host):\($0)" } ?? host
            || port == (url.isSecure ? 443 : 80) && authority == host
    }

    /// A suffix of one label, such as `*.com`, would be everybody's.
    private static func isName(_ text: Substring, isSuffix: Bool) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isValid = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.allSatisfy { $0.isLetterDigitOrDash }
        }
        return isValid && (!isSuffix || labels.count >= 2)
    }
}

extension UInt8 {
    fileprivate var isLetterDigitOrDash: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
