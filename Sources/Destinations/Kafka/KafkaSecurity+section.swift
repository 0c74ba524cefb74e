internal import ConfigurationReader

extension KafkaSecurity {
    /// Reads `security`, which may be left out; nil where there is a mistake, which is then reported.
    init?(_ section: ConfigurationSection) {
        self.init()
        guard let keys = section.section("security", title: "the security of a kafka destination") else {
            if section.has("security"), !section.isBlank("security") { return nil }
            return
        }
        let transport = keys.choice("protocol", of: Transport.self)
        mechanism = keys.choice("mechanism", of: Mechanism.self)
        username = keys.string("username")
        password = keys.string("password")
        authority = keys.string("ca")
        certificate = keys.string("certificate")
        privateKey = keys.string("private_key")
        privateKeyPassword = keys.string("private_key_password")
        verifiesServer = keys.bool("verify") ?? true
        keys.finish()
        guard let transport else {
            if !keys.has("protocol") {
                keys.report("missing key 'protocol' for \(keys.title): one of \(Self.transports)")
            }
            return nil
        }
        self.transport = transport
        let mistakes = contradictions(keys)
        for mistake in mistakes { keys.report(mistake) }
        if !mistakes.isEmpty { return nil }
    }

    private static var transports: String { Transport.allCases.map(\.rawValue).joined(separator: ", ") }

    private func contradictions(_ keys: ConfigurationSection) -> [String] {
        var mistakes: [String] = []
        let name = transport.rawValue
        if transport.hasSASL {
            if mechanism == nil, !keys.has("mechanism") {
                let known = Mechanism.allCases.map(\.rawValue).joined(separator: ", ")
                mistakes.append("\(name) needs a 'mechanism': one of \(known)")
            }
            if mechanism?.needsPassword == true, username == nil || password == nil {
                mistakes.append("\(mechanism?.rawValue ?? "") needs 'username' and 'password'")
            }
        } else if let key = ["mechanism", "username", "password"].first(where: keys.has) {
            mistakes.append("'\(key)' is for sasl_ssl and sasl_plaintext, not for \(name)")
        }
        if !transport.hasTLS {
            let keysOfTLS = ["ca", "certificate", "private_key", "private_key_password", "verify"]
            if let key = keysOfTLS.first(where: keys.has) {
                mistakes.append("'\(key)' is for ssl and sasl_ssl, not for \(name)")
            }
        } else if keys.has("certificate") != keys.has("private_key") {
            mistakes.append(
                "a certificate and its private key belong together: give both 'certificate' and 'private_key'"
            )
        }
        return mistakes
    }
}
