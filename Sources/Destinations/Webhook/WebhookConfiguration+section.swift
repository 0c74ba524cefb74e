import ConfigurationReader
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
        let format = section.choice("batch_format", of: BatchFormat.self)
        let signer = Self.signer(section)
        let headers = Self.headers(section)
        let tls = TLSOptions(section)
        let connections = section.integer("connections", in: 1...1024)
        guard let url, let signer, let headers else { return nil }
        self.init(
            url: url,
            method: method ?? .post,
            format: format ?? .single,
            signer: signer,
            headers: headers,
            tls: tls,
            connections: connections ?? 16
        )
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
