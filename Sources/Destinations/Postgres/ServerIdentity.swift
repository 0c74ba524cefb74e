/// Which server a connection leads to, and what it had to prove.
package struct ServerIdentity: Sendable {
    /// As the URL names it; a folder for a Unix socket.
    package let host: String
    /// The address that was connected to; empty for a Unix socket.
    package let address: String
    private let sslMode: String?

    package init(host: String, address: String, sslMode: String?) {
        self.host = host
        self.address = address
        self.sslMode = sslMode
    }

    /// Whether the server is reached over a network without having had to prove who it is. TLS without verification
    /// keeps nobody out who can stand in between.
    package var isUnverified: Bool {
        let isLocal = host.hasPrefix("/") || host.hasPrefix("@") || address.hasPrefix("127.") || address == "::1"
        return !isLocal && sslMode != "verify-ca" && sslMode != "verify-full"
    }
}
