/// Terra's webhook signature: the header `terra-signature: t=<unix seconds>,v1=<hex>`, where the code is the HMAC-SHA256
/// under the secret's UTF-8 bytes of `<t>.<raw body>`. A header may hold several `v1`; other schemes are ignored.
package struct TerraSignature: Sendable {
    private let keys: [KeyedHash]
    private let tolerance: Duration

    /// A body may be signed with any of `secrets`, and its signature be at most `tolerance` old, or as far ahead.
    /// An empty secret is no secret: anybody could sign with it.
    package init(secrets: [String], tolerance: Duration) {
        keys = secrets.filter { !$0.isEmpty }.map { KeyedHash(key: Array($0.utf8)) }
        self.tolerance = tolerance
    }

    /// Checks the value of the header against the body's raw bytes; `now` in unix seconds.
    package func verify(header: String?, body: UnsafeRawBufferPointer, now: Int64) -> SignatureVerdict {
        guard let header, !header.isEmpty else { return .missing }
        let fields: TerraSignatureFields
        switch TerraSignatureFields.parse(header) {
        case .success(let parsed): fields = parsed
        case .failure(let malformation): return .malformed(malformation.reason)
        }
        // Every secret and every candidate is tried, so that the time tells nothing of which of them matched.
        var matches = false
        for key in keys {
            let expected = LowercaseHex.ascii(key.code(prefix: "\(fields.timestampText).", body: body))
            for candidate in fields.codes where ConstantTime.areEqual(candidate, expected) {
                matches = true
            }
        }
        guard matches else { return .mismatch }
        return .ofAge(timestamp: fields.timestamp, now: now, tolerance: tolerance)
    }

    /// As `verify(header:body:now:)`, for a body in a slice of an array.
    package func verify(header: String?, body: ArraySlice<UInt8>, now: Int64) -> SignatureVerdict {
        body.withUnsafeBytes { verify(header: header, body: $0, now: now) }
    }

    /// The header's value for a body that is signed with `secret` at `timestamp`, unix seconds.
    package static func sign(body: ArraySlice<UInt8>, secret: String, timestamp: Int64) -> String {
        let code = KeyedHash(key: Array(secret.utf8)).code(prefix: "\(timestamp).", parts: [body])
        return "t=\(timestamp),v1=\(LowercaseHex.string(code))"
    }
}
