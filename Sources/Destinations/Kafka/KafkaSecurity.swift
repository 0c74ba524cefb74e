import Foundation

/// How a Kafka destination protects its connections and says who it is.
package struct KafkaSecurity: Sendable {
    package enum Transport: String, Sendable, CaseIterable {
        case plaintext
        case ssl
        case saslPlaintext = "sasl_plaintext"
        case saslSSL = "sasl_ssl"

        var hasTLS: Bool { self == .ssl || self == .saslSSL }
        var hasSASL: Bool { self == .saslPlaintext || self == .saslSSL }
    }

    package enum Mechanism: String, Sendable, CaseIterable {
        case plain = "PLAIN"
        case scramSHA256 = "SCRAM-SHA-256"
        case scramSHA512 = "SCRAM-SHA-512"
        /// Its own settings are librdkafka's properties `sasl.oauthbearer.*`.
        case oauthBearer = "OAUTHBEARER"
        /// Its own settings are librdkafka's properties `sasl.kerberos.*`.
        case gssapi = "GSSAPI"

        var needsPassword: Bool { self == .plain || self == .scramSHA256 || self == .scramSHA512 }
    }

    package var transport = Transport.plaintext
    package var mechanism: Mechanism?
    package var username: String?
    package var password: String?
    /// Path of a PEM file, or the PEM text itself; nil: the authorities that the system trusts.
    package var authority: String?
    /// Path of a PEM file, or the PEM text itself.
    package var certificate: String?
    /// Path of a PEM file, or the PEM text itself.
    package var privateKey: String?
    package var privateKeyPassword: String?
    package var verifiesServer = true

    package init() {}

    /// What somebody should know who did not mean it; nil where there is nothing to say.
    var warning: String? {
        if transport.hasTLS, !verifiesServer {
            return """
                does not verify the brokers' certificates (security.verify: false): whoever is on the way to them can \
                read and change the events.
                """
        }
        if transport == .saslPlaintext, mechanism == .plain {
            return """
                sends its password over connections that are not encrypted (sasl_plaintext with PLAIN): whoever is on \
                the way to the brokers can read it.
                """
        }
        return nil
    }

    /// In librdkafka's words.
    var properties: [ClientProperty] {
        var properties = [ClientProperty("security.protocol", transport.rawValue)]
        func add(_ name: String, _ value: String?) {
            if let value { properties.append(ClientProperty(name, value)) }
        }
        add("sasl.mechanism", mechanism?.rawValue)
        add("sasl.username", username)
        add("sasl.password", password)
        if transport.hasTLS {
            addPEM(authority, file: "ssl.ca.location", text: "ssl.ca.pem", &properties)
            addPEM(certificate, file: "ssl.certificate.location", text: "ssl.certificate.pem", &properties)
            addPEM(privateKey, file: "ssl.key.location", text: "ssl.key.pem", &properties)
            add("ssl.key.password", privateKeyPassword)
            add("enable.ssl.certificate.verification", verifiesServer ? "true" : "false")
            add("ssl.endpoint.identification.algorithm", verifiesServer ? "https" : "none")
        }
        return properties
    }

    /// A file of those named that cannot be read; librdkafka says less about it.
    var unreadableFile: String? {
        guard transport.hasTLS else { return nil }
        return [authority, certificate, privateKey].compactMap(\.self).first {
            !Self.isText($0) && access($0, R_OK) != 0
        }
    }

    private static func isText(_ value: String) -> Bool { value.contains("-----BEGIN ") }

    private func addPEM(_ value: String?, file: String, text: String, _ properties: inout [ClientProperty]) {
        guard let value else { return }
        properties.append(ClientProperty(Self.isText(value) ? text : file, value))
    }
}
