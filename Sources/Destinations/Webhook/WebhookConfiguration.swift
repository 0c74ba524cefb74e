import Formats
import HTTPTransport
import Signing

/// What `destinations.yaml` says about a webhook.
package struct WebhookConfiguration: Sendable {
    package let url: HTTPURL
    package let method: WebhookMethod
    package let format: BatchFormat
    /// In which form payloads are sent.
    package let encoder: PayloadEncoder
    /// Signs requests where a secret was given.
    package let signer: StandardWebhooks?
    /// Sent with every request.
    package let headers: [HTTPField]
    /// Where tokens come from that are sent with every request; nil: none are.
    package let oauth: OAuthSettings?
    package let tls: TLSOptions
    /// Requests on the way at once.
    package let connections: Int

    package init(
        url: HTTPURL,
        method: WebhookMethod = .post,
        format: BatchFormat = .single,
        encoder: PayloadEncoder = .json,
        signer: StandardWebhooks? = nil,
        headers: [HTTPField] = [],
        oauth: OAuthSettings? = nil,
        tls: TLSOptions = TLSOptions(),
        connections: Int = 16
    ) {
        self.url = url
        self.method = method
        self.format = format
        self.encoder = encoder
        self.signer = signer
        self.headers = headers
        self.oauth = oauth
        self.tls = tls
        self.connections = connections
    }
}
