import Foundation
import HTTPTransport
import TestSupport
import Testing

private let nghttpd = "/usr/sbin/nghttpd"

/// Against nghttpd, the server of the nghttp2 project, which Debian has in `nghttp2-server`.
@Suite(
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: nghttpd),
        "needs /usr/sbin/nghttpd of the package nghttp2-server"
    )
)
struct HTTP2Tests {
    /// Runs `body` with a client and the URL of a server that sends bodies back.
    private func withServer(_ body: (HTTPClient, HTTPURL) async throws -> Void) async throws {
        let certificates = try await TestCertificates()
        let issued = try await certificates.issue("server")
        let port = try FreePort.pick()
        let arguments = ["--echo-upload", "--address=127.0.0.1", "--max-concurrent-streams=20", "\(port)"]
        let server = try ChildProcess(nghttpd, arguments + [issued.key, issued.certificate])
        var configuration = HTTPClientConfiguration()
        configuration.tls.authorityFile = certificates.authority
        configuration.maxConnectionsPerHost = 2
        let client = HTTPClient(configuration)
        let result: Result<Void, any Error>
        do {
            let url = try HTTPURL("https://127.0.0.1:\(port)/echo")
            try await eventually("nghttpd answers") {
                await (try? client.connect(to: url, timeout: .seconds(5))) != nil
            }
            result = .success(try await body(client, url))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        server.signal(SIGTERM)
        await server.waitForEnd()
        try result.get()
    }

    @Test func manyRequestsShareFewConnections() async throws {
        try await withServer { client, url in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<500 {
                    let body = Array("\(index) ".utf8) + [UInt8](repeating: 65, count: 1302)
                    group.addTask {
                        let request = HTTPRequest(
                            .post,
                            url,
                            headers: [HTTPField("Content-Type", "application/json")],
                            body: [body[..<600], body[600...]],
                            timeout: .seconds(60)
                        )
                        let response = try await client.send(request)
                        #expect(response.status == 200)
                        #expect(response.isHTTP2)
                        #expect(response.body == body)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func largeBodiesGoBothWays() async throws {
        try await withServer { client, url in
            let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let request = HTTPRequest(
                .put,
                url,
                body: [body[...]],
                timeout: .seconds(60),
                responseLimit: .require(1_000_000)
            )
            let response = try await client.send(request)
            #expect(response.isHTTP2)
            #expect(response.body == body)
        }
    }
}
