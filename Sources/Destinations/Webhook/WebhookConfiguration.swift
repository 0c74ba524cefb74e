import HTTPTransport
import Signing

/// What `destinations.yaml` says about a webhook.
package struct WebhookConfiguration: Sendable {
    package let url: HTTPURL
    package let method: WebhookMethod
    package let format: BatchFormat
    /// Signs requests where a secret was given.
    package let signer: StandardWebhooks?
    /// Sent with every request.
    package let headers: [HTTPField]
    package let tls: TLSOptions
    /// Requests on the way at once.
    package let connections: Int

    package init(
        url: HTTPURL,
        method: WebhookMethod = .post,
        format: BatchFormat = .single,
        signer: StandardWebhooks? = nil,
        headers: [HTTPField] = [],
        tls: TLSOptions = TLSOptions(),
        connections: Int = 16
    ) {
        self.url = url
        self.method = method
        self.format = format
        self.signer = signer
        self.headers = headers
        self.tls = tls
        self.connections = connections
    }
}
