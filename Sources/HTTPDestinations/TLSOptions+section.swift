import ConfigurationReader
import HTTPTransport

extension TLSOptions {
    /// Reads `tls: {ca, certificate, private_key, verify}` of a destination's section; mistakes are reported.
    package init(_ section: ConfigurationSection) {
        self.init()
        guard let tls = section.section("tls", title: "the TLS of \(section.title)") else { return }
        authorityFile = tls.string("ca")
        certificateFile = tls.string("certificate")
        privateKeyFile = tls.string("private_key")
        verifiesServer = tls.bool("verify") ?? true
        if tls.has("certificate") != tls.has("private_key") {
            tls.report("a certificate and its private key belong together: give both 'certificate' and 'private_key'")
        }
        tls.finish()
    }
}
