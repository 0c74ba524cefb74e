import Crypto
import Foundation

/// AWS Signature Version 4, with the signature in the `Authorization` header.
///
/// The canonical request is method, path, query, headers and the SHA-256 of the body; it is signed with a key derived
/// from the secret for one day, region and service (AWS Identity and Access Management User Guide, "Create a signed AWS
/// API request").
package struct SigV4: Sendable {
    private let accessKeyID: String
    private let secret: SymmetricKey
    private let sessionToken: String?
    private let region: String
    private let service: String

    /// `service` is the name that the service signs under, such as `s3`, `sqs` or `sts`.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String?, region: String, service: String) {
        self.accessKeyID = accessKeyID
        secret = SymmetricKey(data: Array("AWS4\(secretAccessKey)".utf8))
        self.sessionToken = sessionToken
        self.region = region
        self.service = service
    }

    /// What is signed of a request, beside its time.
    package struct Request: Sendable {
        package var method: String
        /// Host and, where it is not the scheme's own, port: what is sent as `Host`.
        package var host: String
        /// As it is sent, percent-encoded by `URIEncoding`; begins with a slash.
        package var path: String
        /// Names and values before encoding, in any order.
        package var query: [(name: String, value: String)]
        /// Headers to be signed beside `Host` and those that signing adds.
        package var headers: [(name: String, value: String)]
        /// SHA-256 of the body in lowercase hexadecimal.
        package var bodyHash: String

        package init(
            method: String,
            host: String,
            path: String,
            query: [(name: String, value: String)] = [],
            headers: [(name: String, value: String)] = [],
            bodyHash: String
        ) {
            self.method = method
            self.host = host
            self.path = path
            self.query = query
            self.headers = headers
            self.bodyHash = bodyHash
        }
    }

    /// The headers to add to the request: `X-Amz-Date`, the session token where there is one, for S3 the hash of the
    /// body, and `Authorization`. `time` in unix seconds.
    package func sign(_ request: Request, at time: Int64) -> [(name: String, value: String)] {
        let timestamp = AWSTimestamp(unixSeconds: time)
        var added = [(name: "X-Amz-Date", value: timestamp.text)]
        if let sessionToken { added.append((name: "X-Amz-Security-Token", value: sessionToken)) }
        if service == "s3" { added.append((name: "X-Amz-Content-Sha256", value: request.bodyHash)) }
        let headers = canonical(request.headers + added + [(name: "Host", value: request.host)])
        let names = headers.map(\.name).joined(separator: ";")
        let canonicalRequest = [
            request.method,
            service == "s3" ? request.path : URIEncoding.encode(request.path, keepingSlashes: true),
            URIEncoding.query(request.query),
            headers.map { "\($0.name):\($0.value)\n" }.joined(),
            names,
            request.bodyHash,
        ].joined(separator: "\n")
        let scope = "\(timestamp.date)/\(region)/\(service)/aws4_request"
        let hash = LowercaseHex.string(SHA256.hash(data: Array(canonicalRequest.utf8)))
        let text = "AWS4-HMAC-SHA256\n\(timestamp.text)\n\(scope)\n\(hash)"
        let signature = LowercaseHex.string(Self.code(text, key: signingKey(date: timestamp.date)))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(accessKeyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        return added + [(name: "Authorization", value: authorization)]
    }

    /// The SHA-256 of a body in parts.
    package static func hash(_ body: [ArraySlice<UInt8>]) -> SHA256.Digest {
        var hash = SHA256()
        for part in body { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        return hash.finalize()
    }

    /// Names in small letters and in order, values without the spaces around them and with single ones between words;
    /// values of one name joined with commas.
    private func canonical(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let value = header.value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
            values[header.name.lowercased(), default: []].append(value)
        }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value.joined(separator: ",")) }
    }

    private func signingKey(date: String) -> SymmetricKey {
        [date, region, service, "aws4_request"].reduce(secret) { SymmetricKey(data: Self.code($1, key: $0)) }
    }

    private static func code(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}
