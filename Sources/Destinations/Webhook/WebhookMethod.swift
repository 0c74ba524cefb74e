/// The methods that a webhook can be sent with.
package enum WebhookMethod: String, Sendable, CaseIterable {
    case post = "POST"
    case put = "PUT"
}
