import ConfigurationReader
import Intake
import PayloadFetching

/// Reads `intake`: who may send, and what a request may cost.
struct IntakeSectionReader {
    struct Result {
        var settings = IntakeSettings()
        var tls: TLSFiles?
        /// Whether a stranger is kept out, or the user said that none need be.
        var isGuarded = false
    }

    let root: ConfigurationSection

    func read() -> Result {
        var result = Result()
        guard let section = root.section("intake", title: "intake") else { return result }
        readSignature(section, &result.settings)
        result.settings.bearerTokens = section.strings("bearer_tokens") ?? []
        if section.strings("bearer_tokens")?.isEmpty ?? false {
            section.report("'bearer_tokens' must list at least one token, or be left out", at: "bearer_tokens")
        }
        result.tls = readTLS(section)
        result.settings.maxBody = section.size("max_body", in: 1024...(1 << 30)) ?? result.settings.maxBody
        result.settings.deduplicateFor =
            section.duration("deduplicate_for", in: .zero ... .seconds(30 * 86_400)) ?? result.settings.deduplicateFor
        if section.bool("fetch_payloads") ?? false {
            result.settings.fetches = PayloadFetcher.configure(section)
            result.settings.fetches?.maxBytes = result.settings.maxBody
        } else if section.has("fetch_hosts") {
            _ = section.strings("fetch_hosts")
        }
        result.isGuarded =
            section.bool("open") ?? false || isWritten(section, "signature") || isWritten(section, "bearer_tokens")
            || result.tls?.clientCA != nil
        section.finish()
        return result
    }

    /// Whether something stands behind the key. Where that is of no use it is a mistake, and one is enough.
    private func isWritten(_ section: ConfigurationSection, _ key: String) -> Bool {
        section.has(key) && !section.isBlank(key)
    }

    private func readSignature(_ section: ConfigurationSection, _ settings: inout IntakeSettings) {
        guard let signature = section.section("signature", title: "the signature") else { return }
        let secrets = signature.strings("secrets")
        settings.signingSecrets = secrets ?? []
        if !isWritten(signature, "secrets") || secrets?.isEmpty ?? false {
            signature.report("'secrets' must list at least one signing secret", at: "secrets")
        }
        settings.signatureTolerance = signature.duration("tolerance") ?? settings.signatureTolerance
        signature.finish()
    }

    private func readTLS(_ section: ConfigurationSection) -> TLSFiles? {
        guard let tls = section.section("tls", title: "TLS of intake") else { return nil }
        let certificate = tls.requiredString("certificate")
        let privateKey = tls.requiredString("private_key")
        let clientCA = tls.string("client_ca")
        if clientCA?.isEmpty ?? false { tls.report("'client_ca' must not be empty", at: "client_ca") }
        tls.finish()
        guard let certificate, let privateKey else { return nil }
        return TLSFiles(certificate: certificate, privateKey: privateKey, clientCA: clientCA)
    }
}
