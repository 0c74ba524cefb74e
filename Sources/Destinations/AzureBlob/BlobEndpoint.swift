import Foundation
import HTTPTransport
import Signing

/// Where the Blob service of an account is, and how its containers and blobs are addressed.
package struct BlobEndpoint: Sendable, Hashable {
    /// The longest blob name, in characters (Microsoft's "Naming and referencing containers, blobs, and metadata").
    static let maximumNameLength = 1024

    /// Scheme, host and port.
    package let origin: String
    /// What stands before the container: empty, or the account with a slash before it, as emulators want it.
    package let basePath: String
    /// Whether requests go over TLS, or do not leave the machine.
    package let isPrivate: Bool

    /// The public service, unless `suffix` names another cloud's, such as `core.chinacloudapi.cn`.
    init?(account: String, suffix: String = "core.windows.net", scheme: String = "https") {
        self.init("\(scheme)://\(account).blob.\(suffix)", account: nil)
    }

    /// An endpoint as a person writes it. One that is an address, or a name without a dot, and has no path, is taken for
    /// an emulator or an appliance: those find the account in the path.
    init?(_ text: String, account: String?) {
        guard let url = try? HTTPURL(text), let parts = URLComponents(string: url.text), parts.query == nil,
            parts.user == nil, parts.fragment == nil
        else { return nil }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        if path.isEmpty, let account, Self.isLocalName(url.host) { path = "/" + URIEncoding.encode(account) }
        origin = url.description
        basePath = path
        isPrivate = url.isSecure || ["127.0.0.1", "::1", "localhost"].contains(url.host)
    }

    /// The path of a container, or of a blob in it, as it is sent.
    func path(container: String, blob: String? = nil) -> String {
        let container = "\(basePath)/\(URIEncoding.encode(container))"
        return blob.map { "\(container)/\(URIEncoding.encode($0, keepingSlashes: true))" } ?? container
    }

    private static func isLocalName(_ host: String) -> Bool {
        host.contains(":") || !host.contains(".") || host.allSatisfy { $0.isNumber || $0 == "." }
    }
}
