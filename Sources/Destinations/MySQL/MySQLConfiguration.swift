/// What a `mysql` section of the configuration says.
package struct MySQLConfiguration: Sendable, Hashable {
    package let url: MySQLURL
    package let tls: MySQLTLS
    /// The path of a Unix socket to connect to in place of the URL's host.
    package let socket: String?

    package init(url: MySQLURL, tls: MySQLTLS, socket: String? = nil) {
        self.url = url
        self.tls = tls
        self.socket = socket
    }

    /// What does not leave the machine needs no proof of who it is.
    var isLocal: Bool { socket != nil || url.isLoopback }

    /// The server as a person would name it.
    var serverName: String { socket ?? "\(url.host):\(url.port)" }
}
