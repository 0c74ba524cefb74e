import NIOSSL

/// The PEM files that a listener's TLS is made of.
package struct TLSFiles: Sendable, Hashable {
    /// The certificate, followed by the intermediate ones.
    package var certificate: String
    package var privateKey: String
    /// Where given, only clients with a certificate signed by one of these are let in.
    package var clientCA: String?

    package init(certificate: String, privateKey: String, clientCA: String? = nil) {
        self.certificate = certificate
        self.privateKey = privateKey
        self.clientCA = clientCA
    }

    /// Reads the files. Blocks: to be called while starting.
    func configuration() throws(IntakeFailure) -> TLSConfiguration {
        let chain = try Self.read(certificate) { try NIOSSLCertificate.fromPEMFile($0) }
        let key = try Self.read(privateKey) { try NIOSSLPrivateKey(file: $0, format: .pem) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        if let clientCA {
            let authorities = try Self.read(clientCA) { try NIOSSLCertificate.fromPEMFile($0) }
            configuration.trustRoots = .certificates(authorities)
            configuration.certificateVerification = .noHostnameVerification
        }
        return configuration
    }

    private static func read<T>(_ file: String, _ body: (String) throws -> T) throws(IntakeFailure) -> T {
        do {
            return try body(file)
        } catch {
            throw .unusableTLS(file: file, reason: "\(error)")
        }
    }
}
