import ConfigurationReader
import Formats
import HTTPDestinations
import HTTPTransport
import Signing

extension WebhookConfiguration {
    /// Headers that the destination or the transport sets, in small letters.
    static let reservedHeaders: Set<String> = [
        "webhook-id", "webhook-timestamp", "webhook-signature",
        "terra-reference", "x-terra-trace-id", "x-terra-ordering-timestamp",
        "connection", "content-encoding", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// Reads the keys of a webhook; every mistake is reported, and nil returned where one stands in the way.
    package init?(_ section: ConfigurationSection) {
        let url = section.requiredURL("url")
        let method = section.choice("method", of: WebhookMethod.self)
        let encoder = PayloadEncoder(section, carrier: .request)
        let format = encoder.flatMap { Self.batchFormat(section, $0) }
        let signer = Self.signer(section)
        let headers = Self.headers(section)
        let oauth = OAuthSettings.read(section, headers ?? [])
        let tls = TLSOptions(section)
        let connections = section.integer("connections", in: 1...1024)
        guard let url, let encoder, let format, let signer, let headers, let oauth else { return nil }
        self.init(
            url: url,
            method: method ?? .post,
            format: format,
            encoder: encoder,
            signer: signer,
            headers: headers,
            oauth: oauth,
            tls: tls,
            connections: connections ?? 16
        )
    }

    /// How events share requests, as far as the format lets them.
    private static func batchFormat(_ section: ConfigurationSection, _ encoder: PayloadEncoder) -> BatchFormat? {
        let written = section.choice("batch_format", of: BatchFormat.self)
        let implied: BatchFormat
        let possible: Set<BatchFormat>
        switch encoder.encoding {
        case .json: (implied, possible) = (.single, Set(BatchFormat.allCases))
        case .fhir, .fit: (implied, possible) = (.single, [.single])
        case .readings(let options):
            (implied, possible) = (.single, options.encoding == .ndjson ? [.single, .ndjson] : [.single])
        case .cloudEvents(let options):
            implied = options.mode == .batch ? .array : .single
            possible = [implied]
        }
        guard let written, !possible.contains(written) else { return written ?? implied }
        let hint = encoder.format == .cloudevents ? ": 'cloudevents.mode' says how events share requests" : ""
        section.report(
            "'batch_format: \(written.rawValue)' does not go with 'format: \(encoder.format.rawValue)'\(hint)",
            at: "batch_format"
        )
        return nil
    }

    /// A signer, none where there is no secret, nil where the secret is no secret.
    private static func signer(_ section: ConfigurationSection) -> StandardWebhooks?? {
        guard let secret = section.string("secret") else { return .some(nil) }
        do throws(InvalidSecret) {
            return try StandardWebhooks(secret: secret)
        } catch {
            section.report(error.reason, at: "secret")
            return nil
        }
    }

    private static func headers(_ section: ConfigurationSection) -> [HTTPField]? {
        let fields = (section.pairs("headers") ?? []).map { HTTPField($0.key, $0.value) }
        for (index, field) in fields.enumerated() where !field.isWellFormed {
            section.report(
                "header \(index + 1) has a name or a value with characters that no header can have",
                at: "headers"
            )
        }
        let reserved = fields.filter { reservedHeaders.contains($0.name.lowercased()) }
        for field in reserved {
            section.report("the header \(field.name) is set by the destination and cannot be chosen", at: "headers")
        }
        return reserved.isEmpty && fields.allSatisfy(\.isWellFormed) ? fields : nil
    }
}
