/// The limits of an `HTTPClient`, and its side of TLS.
package struct HTTPClientConfiguration: Sendable {
    /// Shown by tools such as `top -H`, cut to 15 bytes.
    package var threadName = "http"
    /// The bound of name resolution, TCP and TLS together.
    package var connectTimeout: Duration = .seconds(10)
    /// Connections to one host and port at once. Over HTTP/2 requests share them.
    package var maxConnectionsPerHost = 64
    /// Requests on the way at once; others wait in the order they came.
    package var maxInFlight = 64
    /// Requests that may wait; more fail at once with `overloaded`.
    package var maxWaiting = 1024
    package var tls = TLSOptions()
    /// Whether proxies of the environment are used; never for services of the machine itself, such as its metadata.
    package var usesProxies = true
    package var userAgent = "distributary"
    /// The path of a Unix socket that every request goes to, whatever host its URL names; nil: to that host.
    package var unixSocket: String?

    package init() {}
}
