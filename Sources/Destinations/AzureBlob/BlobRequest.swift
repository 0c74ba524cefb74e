import HTTPTransport

/// A request to the Blob service before it is dated and authorized.
struct BlobRequest: Sendable {
    var method: HTTPMethod
    /// Percent-encoded.
    var path: String
    /// Names and values before encoding.
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [ArraySlice<UInt8>] = []
}
