import HTTPTransport
import Logging
import RouterCore

extension HTTPClientConfiguration {
    /// The transport of a destination that has at most `connections` requests on the way at once; `maxWaiting` more may
    /// wait for their turn. Says as a warning where servers are not verified.
    package init(_ context: DestinationContext, connections: Int, maxWaiting: Int = 1024, tls: TLSOptions) {
        self.init()
        threadName = "http-\(context.name)"
        connectTimeout = min(connectTimeout, context.timeout)
        maxConnectionsPerHost = connections
        maxInFlight = connections
        self.maxWaiting = maxWaiting
        self.tls = tls
        guard !tls.verifiesServer else { return }
        context.logger.warning(
            """
            \(context.name) does not verify the server's certificate (tls.verify: false): whoever is on the way to it \
            can read and change the events.
            """,
            metadata: ["event": "destination.insecure", "destination": "\(context.name)"]
        )
    }
}
