import Intake
import RouterCore
import TestSupport
import Testing

@Suite("TLS")
struct TLSTests {
    /// A certificate authority, a server's and a client's certificate, made for the test.
    private struct Certificates {
        let directory: TemporaryDirectory

        init() async throws {
            directory = try TemporaryDirectory()
            try await openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem"
            )
            for name in ["server", "client"] {
                try await openssl(
                    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout \(name).key -out \(name).csr"
                )
                try await openssl(
                    "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy -out \(name).pem"
                )
            }
        }

        func path(_ name: String) -> String { directory.path(name) }

        private func openssl(_ arguments: String) async throws {
            let files = [".pem", ".key", ".csr"]
            let words = arguments.split(separator: " ").map(String.init).map { word in
                files.contains { word.hasSuffix($0) } ? directory.path(word) : word
            }
            _ = try await ChildProcess.output(of: "openssl", words)
        }
    }

    private func curl(_ port: Int, _ arguments: [String]) async throws -> ProcessResult {
        try await ChildProcess.run(
            "curl",
            ["-sS", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "{\"type\":\"a\"}"]
                + arguments + ["https://localhost:\(port)/events"]
        )
    }

    private func listener(_ certificates: Certificates, clientCA: Bool) -> [ListenerConfiguration] {
        let tls = TLSFiles(
            certificate: certificates.path("server.pem"),
            privateKey: certificates.path("server.key"),
            clientCA: clientCA ? certificates.path("ca.pem") : nil
        )
        return [ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 0), role: .intake, tls: tls)]
    }

    @Test("Events are taken over TLS, and plain HTTP is not spoken there")
    func tls() async throws {
        let certificates = try await Certificates()
        try await ServerFixture.with(listeners: listener(certificates, clientCA: false)) { fixture in
            let result = try await curl(fixture.port, ["--cacert", certificates.path("ca.pem")])
            #expect(result.output == "202", "\(result.errorOutput)")
            let plain = try await RawClient(port: fixture.port)
            await plain.send(post("{\"type\":\"b\"}"))
            _ = await plain.readToEnd()
            #expect(fixture.journal.events.map(\.type) == ["a"])
        }
    }

    @Test("With a client CA only its clients are let in")
    func mutualTLS() async throws {
        let certificates = try await Certificates()
        try await ServerFixture.with(listeners: listener(certificates, clientCA: true)) { fixture in
            let trust = ["--cacert", certificates.path("ca.pem")]
            let unknown = try await curl(fixture.port, trust)
            #expect(unknown.output == "000")
            let other = try await Certificates()
            let stranger = ["--cert", other.path("client.pem"), "--key", other.path("client.key")]
            #expect(try await curl(fixture.port, trust + stranger).output == "000")
            let known = ["--cert", certificates.path("client.pem"), "--key", certificates.path("client.key")]
            let result = try await curl(fixture.port, trust + known)
            #expect(result.output == "202", "\(result.errorOutput)")
            #expect(fixture.journal.events.count == 1)
        }
    }

    @Test("A refused upload is answered over TLS too")
    func earlyAnswer() async throws {
        let certificates = try await Certificates()
        var limits = IntakeLimits()
        limits.maxBody = 10
        try await ServerFixture.with(limits: limits, listeners: listener(certificates, clientCA: false)) { fixture in
            let result = try await curl(fixture.port, ["--cacert", certificates.path("ca.pem"), "-H", "Expect:"])
            #expect(result.output == "413", "\(result.errorOutput)")
        }
    }

    @Test("Files that cannot be used are named")
    func unusable() async throws {
        let certificates = try await Certificates()
        var tls = listener(certificates, clientCA: false)[0]
        tls.tls?.certificate = certificates.path("missing.pem")
        do {
            try await ServerFixture.with(listeners: [tls]) { _ in }
            Issue.record("it listens")
        } catch let failure as IntakeFailure {
            #expect(failure.description.hasPrefix("cannot use \(certificates.path("missing.pem")) for TLS: "))
        }
    }
}
