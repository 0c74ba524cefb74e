import Foundation
import NIOSSL
import TestSupport

/// An authority of its own in a temporary folder, and certificates for this machine that it signed with `openssl`.
final class TestCertificates: Sendable {
    private let folder: TemporaryDirectory

    /// PEM file of the authority's certificate.
    var authority: String { folder.path("ca.pem") }

    /// Makes the authority.
    init() async throws {
        folder = try TemporaryDirectory()
        try await openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=Test authority",
            "-keyout",
            folder.path("ca.key"),
            "-out",
            authority
        )
    }

    /// A certificate with its key, as PEM files; `days` below 0 makes one that has expired.
    func issue(
        _ name: String,
        host: String = "IP:127.0.0.1",
        days: Int = 1
    ) async throws -> (certificate: String, key: String) {
        try Data("subjectAltName=\(host)\n".utf8).write(to: URL(filePath: folder.path("\(name).ext")))
        try await openssl(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=\(name)",
            "-keyout",
            folder.path("\(name).key"),
            "-out",
            folder.path("\(name).csr")
        )
        try await openssl(
            "x509",
            "-req",
            "-in",
            folder.path("\(name).csr"),
            "-CA",
            authority,
            "-CAkey",
            folder.path("ca.key"),
            "-set_serial",
            "\(UInt32.random(in: 1...UInt32.max))",
            "-days",
            "\(days)",
            "-extfile",
            folder.path("\(name).ext"),
            "-out",
            folder.path("\(name).pem")
        )
        return (folder.path("\(name).pem"), folder.path("\(name).key"))
    }

    /// A server's side of TLS with such a certificate; `requiresClient` asks for one signed by the same authority.
    func server(
        host: String = "IP:127.0.0.1",
        days: Int = 1,
        requiresClient: Bool = false
    ) async throws -> TLSConfiguration {
        let issued = try await issue("server", host: host, days: days)
        let chain = try NIOSSLCertificate.fromPEMFile(issued.certificate)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: issued.key, format: .pem))
        )
        if requiresClient {
            configuration.trustRoots = .file(authority)
            configuration.certificateVerification = .noHostnameVerification
        }
        return configuration
    }

    private func openssl(_ arguments: String...) async throws {
        _ = try await ChildProcess.output(of: "openssl", arguments)
    }
}
