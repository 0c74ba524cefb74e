internal import ConfigurationReader

extension MySQLConfiguration {
    private static let knownParameters: Set<String> = [
        "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "ssl-verify-server-cert", "socket",
    ]

    /// Reads `url` and `tls`; nil if there was a mistake, which is then reported.
    init?(_ section: ConfigurationSection) {
        let text = section.requiredString("url")
        var url: MySQLURL?
        if let text {
            do throws(MySQLURL.Mistake) {
                url = try MySQLURL(text)
            } catch {
                section.report("'url': \(error.message)", at: "url")
            }
        }
        let written = Self.tlsSection(section)
        guard let url else { return nil }
        let unknown = Set(url.parameters.keys).subtracting(Self.knownParameters).sorted()
        for name in unknown {
            let known = Self.knownParameters.sorted().joined(separator: ", ")
            section.report("'url' has an unknown parameter “\(name)”; known ones: \(known)", at: "url")
        }
        guard let tls = Self.tls(url, written, section), unknown.isEmpty else { return nil }
        self.init(url: url, tls: tls, socket: url.parameters["socket"])
    }

    /// What the `tls` mapping says, by the names of the URL's parameters.
    private static func tlsSection(_ section: ConfigurationSection) -> [String: String] {
        guard let tls = section.section("tls", title: "the TLS of a mysql destination") else { return [:] }
        var written: [String: String] = [:]
        written["ssl-ca"] = tls.string("ca")
        written["ssl-cert"] = tls.string("certificate")
        written["ssl-key"] = tls.string("private_key")
        written["ssl-verify-server-cert"] = tls.bool("verify").map { $0 ? "true" : "false" }
        if tls.has("certificate") != tls.has("private_key") {
            tls.report("a certificate and its private key belong together: give both 'certificate' and 'private_key'")
        }
        tls.finish()
        return written
    }

    private static func tls(
        _ url: MySQLURL,
        _ written: [String: String],
        _ section: ConfigurationSection
    ) -> MySQLTLS? {
        let parameters = url.parameters.filter { $0.key.hasPrefix("ssl-") }
        let twice = Set(parameters.keys).intersection(written.keys).sorted()
        for name in twice { section.report("'tls' and the parameter “\(name)” of 'url' say the same thing", at: "tls") }
        let all = parameters.merging(written) { $1 }
        let isLocal = url.parameters["socket"] != nil || url.isLoopback
        var tls = MySQLTLS(
            mode: all.isEmpty && isLocal ? .disabled : .verified,
            authorityFile: all["ssl-ca"],
            certificateFile: all["ssl-cert"],
            privateKeyFile: all["ssl-key"]
        )
        switch all["ssl-mode"]?.uppercased() {
        case nil, "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY": break
        case "DISABLED": tls.mode = .disabled
        case "PREFERRED":
            let advice = "anybody on the way could turn TLS off: write VERIFY_IDENTITY, or DISABLED for none"
            section.report("'url' has ssl-mode=PREFERRED, with which \(advice)", at: "url")
            return nil
        default:
            section.report("'url' has an unknown ssl-mode; it is DISABLED, REQUIRED or VERIFY_IDENTITY", at: "url")
            return nil
        }
        switch all["ssl-verify-server-cert"]?.lowercased() {
        case nil, "true", "1": break
        case "false", "0":
            guard tls.mode == .verified else { break }
            tls.mode = .unverified
        default:
            section.report("'url' has a ssl-verify-server-cert that is neither true nor false", at: "url")
            return nil
        }
        return twice.isEmpty ? tls : nil
    }
}
