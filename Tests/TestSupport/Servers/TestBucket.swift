/// A server that speaks AWS's protocols, and what it lets in.
package struct TestBucket: Sendable {
    /// Scheme, host and port.
    package let url: String
    package let bucket: String
    package let accessKeyID: String
    package let secretAccessKey: String
}
