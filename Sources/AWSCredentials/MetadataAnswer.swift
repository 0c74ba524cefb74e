import Foundation
import JSONScanner
import RouterCore

/// Credentials as the container and instance metadata services write them.
enum MetadataAnswer {
    /// Throws where the answer holds none; `source` is named in the reason.
    static func credentials(in body: [UInt8], from source: String) throws(DestinationFailure) -> AWSCredentials {
        let credentials = try? withJSON(body[...]) { root -> AWSCredentials? in
            guard let id = root["AccessKeyId"]?.string, let secret = root["SecretAccessKey"]?.string else { return nil }
            return AWSCredentials(
                accessKeyID: id,
                secretAccessKey: secret,
                sessionToken: root["Token"]?.string,
                expiration: root["Expiration"]?.string.flatMap(unixSeconds)
            )
        }
        guard let found = credentials ?? nil else {
            throw .unavailable(reason: "\(source) answered without credentials")
        }
        return found
    }

    /// Unix seconds of a time such as `2026-09-16T00:00:00Z`, with or without a fraction.
    static func unixSeconds(_ text: String) -> Int64? {
        let whole = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return ((try? whole.parse(text)) ?? (try? fractional.parse(text))).map { Int64($0.timeIntervalSince1970) }
    }
}
