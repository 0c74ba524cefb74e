import CCurl

/// An absolute `http` or `https` URL, read by the same parser that will send it.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    /// The longest URL taken, in bytes.
    package static let maximumLength = 8192

    /// The whole URL in normal form; may hold credentials.
    package let text: String
    /// Without brackets for an IPv6 address.
    package let host: String
    package let isSecure: Bool
    /// Host and, where it is not the scheme's own, port: what is sent as `Host`.
    package let authority: String
    /// Scheme, host and port: what may be shown. User, path and query are left out, for they can be secrets.
    package let description: String

    /// Throws `invalidURL` with what is wrong, without the URL itself.
    package init(_ text: String) throws(HTTPFailure) {
        guard text.utf8.count <= Self.maximumLength else {
            throw Self.invalid("it is longer than \(Self.maximumLength) bytes")
        }
        guard !text.utf8.contains(0) else { throw Self.invalid("it holds a NUL character") }
        guard let parser = curl_url() else {
            throw HTTPFailure(.internalError, "there is no memory to read a URL")
        }
        defer { curl_url_cleanup(parser) }
        let code = curl_url_set(parser, CURLUPART_URL, text, 0)
        guard code == CURLUE_OK else { throw Self.invalid(Self.explanation(of: code)) }
        let scheme = Self.part(CURLUPART_SCHEME, of: parser) ?? ""
        guard scheme == "https" || scheme == "http" else {
            throw Self.invalid("its scheme is '\(scheme)', and only https and http can be sent to")
        }
        // libcurl would take what comes after three slashes for the host.
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8[colon...].starts(with: ":///".utf8) {
            throw Self.invalid("it names no host")
        }
        guard let whole = Self.part(CURLUPART_URL, of: parser), let host = Self.part(CURLUPART_HOST, of: parser) else {
            throw Self.invalid("it names no host")
        }
        let port = Self.part(CURLUPART_PORT, of: parser).map { ":\($0)" } ?? ""
        authority = port == (scheme == "https" ? ":443" : ":80") ? host : host + port
        self.text = whole
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        isSecure = scheme == "https"
        description = "\(scheme)://\(host)\(port)"
    }

    private static func invalid(_ what: String) -> HTTPFailure {
        HTTPFailure(.invalidURL, "the URL cannot be used: \(what)")
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &value, 0) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }

    private static func explanation(of code: CURLUcode) -> String {
        switch code {
        case CURLUE_BAD_SCHEME: "it needs a scheme, as in https://host/path"
        case CURLUE_UNSUPPORTED_SCHEME: "only https and http can be sent to"
        default: String(cString: curl_url_strerror(code)).lowercased()
        }
    }
}
