import NIOHTTP1

/// One request as a `WebhookReceiver` got it, complete.
package struct ReceivedRequest: Sendable {
    package let method: String
    /// Path and query.
    package let uri: String
    package let headers: HTTPHeaders
    package let body: [UInt8]
    /// Which connection it came on, counted from 1.
    package let connection: Int

    /// The value of a header, joined with commas where it came more than once; nil where it did not come.
    package func header(_ name: String) -> String? {
        let values = headers[name]
        return values.isEmpty ? nil : values.joined(separator: ",")
    }
}
