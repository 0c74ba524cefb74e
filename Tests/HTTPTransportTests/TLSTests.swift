import HTTPTransport
import NIOSSL
import Testing

@Suite struct TLSTests {
    private func send(_ tls: TLSOptions, to server: TLSConfiguration) async throws -> Result<Int, HTTPFailure> {
        var configuration = HTTPClientConfiguration()
        configuration.tls = tls
        var result: Result<Int, HTTPFailure>?
        try await withClient(configuration, tls: server) { client, server in
            let request = HTTPRequest(.post, try HTTPURL(server.url()), body: [[1]], timeout: .seconds(20))
            do throws(HTTPFailure) {
                result = .success(try await client.send(request).status)
            } catch {
                #expect(server.requests.isEmpty)
                result = .failure(error)
            }
        }
        return try #require(result)
    }

    private func expectFailure(
        _ kind: HTTPFailure.Kind,
        _ part: String,
        _ result: Result<Int, HTTPFailure>,
        location: SourceLocation = #_sourceLocation
    ) {
        guard case .failure(let failure) = result else {
            Issue.record("the request went through", sourceLocation: location)
            return
        }
        #expect(failure.kind == kind, sourceLocation: location)
        #expect(failure.reason.contains(part), "\(failure.reason)", sourceLocation: location)
    }

    @Test func verifiesTheServerByTheGivenAuthority() async throws {
        let certificates = try await TestCertificates()
        var tls = TLSOptions()
        tls.authorityFile = certificates.authority
        let server = try await certificates.server()
        #expect(try await send(tls, to: server) == .success(202))
    }

    @Test func refusesAServerOfAnUnknownAuthority() async throws {
        let certificates = try await TestCertificates()
        let result = try await send(TLSOptions(), to: certificates.server())
        expectFailure(.certificate, "unable to get local issuer certificate", result)
    }

    @Test func refusesACertificateThatHasExpired() async throws {
        let certificates = try await TestCertificates()
        var tls = TLSOptions()
        tls.authorityFile = certificates.authority
        expectFailure(.certificate, "expired", try await send(tls, to: certificates.server(days: -1)))
    }

    @Test func refusesACertificateForAnotherHost() async throws {
        let certificates = try await TestCertificates()
        var tls = TLSOptions()
        tls.authorityFile = certificates.authority
        expectFailure(
            .certificate,
            "127.0.0.1",
            try await send(tls, to: certificates.server(host: "DNS:other.example"))
        )
    }

    @Test func takesAnyCertificateOnlyWhenToldTo() async throws {
        let certificates = try await TestCertificates()
        var tls = TLSOptions()
        tls.verifiesServer = false
        let server = try await certificates.server(host: "DNS:other.example", days: -1)
        #expect(try await send(tls, to: server) == .success(202))
    }

    @Test func showsItsOwnCertificate() async throws {
        let certificates = try await TestCertificates()
        let server = try await certificates.server(requiresClient: true)
        var tls = TLSOptions()
        tls.authorityFile = certificates.authority
        let without = try await send(tls, to: server)
        guard case .failure(let failure) = without else {
            Issue.record("the server was to ask for a certificate")
            return
        }
        #expect([.tlsHandshake, .connectionLost].contains(failure.kind))
        #expect(failure.reason.contains("certificate required"), "\(failure.reason)")
        let client = try await certificates.issue("client")
        tls.certificateFile = client.certificate
        tls.privateKeyFile = client.key
        #expect(try await send(tls, to: server) == .success(202))
    }

    @Test func namesFilesThatCannotBeUsed() async throws {
        let certificates = try await TestCertificates()
        var tls = TLSOptions()
        tls.authorityFile = "/nonexistent/ca.pem"
        expectFailure(.tlsFiles, "/nonexistent/ca.pem", try await send(tls, to: certificates.server()))
        tls.authorityFile = certificates.authority
        tls.certificateFile = "/nonexistent/client.pem"
        expectFailure(.tlsFiles, "/nonexistent/client.pem", try await send(tls, to: certificates.server()))
    }

    @Test func aServerWithoutTLSFailsTheHandshake() async throws {
        try await withClient { client, server in
            let url = try HTTPURL(server.url().replacing("http://", with: "https://"))
            let failure = await #expect(throws: HTTPFailure.self) {
                try await client.send(HTTPRequest(.get, url, timeout: .seconds(20)))
            }
            #expect(failure?.kind == .tlsHandshake)
        }
    }
}
