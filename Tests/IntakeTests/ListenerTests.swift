import Foundation
import Intake
import NIOPosix
import RouterCore
import TestSupport
import Testing

@Suite("Listeners")
struct ListenerTests {
    private static let event = #"{"type":"auth"}"#

    private static func unix(_ path: String) -> [ListenerConfiguration] {
        [ListenerConfiguration(address: .unix(path: path), role: .intake)]
    }

    private func failure(of listeners: [ListenerConfiguration]) async throws -> String {
        do {
            try await ServerFixture.with(listeners: listeners) { _ in Issue.record("it listens") }
            return ""
        } catch let failure as IntakeFailure {
            return failure.description
        }
    }

    @Test("A Unix socket is open to owner and group, works, and goes with the server")
    func unixSocket() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("in.sock")
        try await ServerFixture.with(listeners: Self.unix(path)) { fixture in
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
            let client = try await RawClient(unixPath: path)
            await client.send(post(Self.event))
            #expect(await client.response()?.status == 202)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A socket that a dead process left is taken over")
    func staleSocket() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("in.sock")
        let code = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])"
        _ = try await ChildProcess.output(of: "python3", ["-c", code, path])
        #expect(FileManager.default.fileExists(atPath: path))
        try await ServerFixture.with(listeners: Self.unix(path)) { _ in
            let client = try await RawClient(unixPath: path)
            await client.send(post(Self.event))
            #expect(await client.response()?.status == 202)
        }
    }

    @Test("A socket that is in use, and a file that is no socket, are left alone")
    func occupied() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("in.sock")
        try await ServerFixture.with(listeners: Self.unix(path)) { _ in
            #expect(
                try await failure(of: Self.unix(path)) == "cannot listen on unix:\(path): another process listens there"
            )
            let client = try await RawClient(unixPath: path)
            await client.send(post(Self.event))
            #expect(await client.response()?.status == 202)
        }
        let file = directory.path("file")
        try Data("content".utf8).write(to: URL(fileURLWithPath: file))
        let refused = try await failure(of: Self.unix(file))
        #expect(refused == "cannot listen on unix:\(file): a file that is no socket is there")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "content")
    }

    @Test("A port that is taken is named, and the other listeners are closed again")
    func portTaken() async throws {
        try await ServerFixture.with { fixture in
            let directory = try TemporaryDirectory()
            let path = directory.path("in.sock")
            let taken = ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: fixture.port), role: .intake)
            let text = try await failure(of: Self.unix(path) + [taken])
            #expect(text == "cannot listen on 127.0.0.1:\(fixture.port): Address already in use")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("Several listeners have their own roles")
    func roles() async throws {
        let any = ListenAddress.tcp(host: "127.0.0.1", port: 0)
        let listeners = [
            ListenerConfiguration(address: any, role: .intake), ListenerConfiguration(address: any, role: .admin),
        ]
        try await ServerFixture.with(listeners: listeners) { fixture in
            var answers: [Int?] = []
            for address in fixture.addresses {
                guard case .tcp(_, let port) = address else { continue }
                let client = try await RawClient(port: port)
                await client.send("GET /status HTTP/1.1\r\nHost: x\r\n\r\n" + post(Self.event))
                answers.append(await client.response()?.status)
                answers.append(await client.response()?.status)
            }
            #expect(answers == [404, 202, 200, 404])
        }
    }

    @Test("Shutting down answers what is in flight, closes what is idle, and accepts nothing more")
    func gracefulShutdown() async throws {
        try await ServerFixture.with { fixture in
            fixture.journal.hold()
            let idle = try await RawClient(port: fixture.port)
            await idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await idle.response()?.status == 200)
            let busy = try await RawClient(port: fixture.port)
            await busy.send(post(Self.event))
            try await eventually("the append waits") { fixture.journal.heldAppends == 1 }
            async let stopped: Void = fixture.server.shutdown(within: .seconds(60))
            #expect(await idle.readToEnd() == "")
            fixture.journal.resume()
            let answer = try #require(await busy.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 202 "))
            #expect(answer.contains("connection: close"))
            await stopped
            await #expect(throws: RawClient.Failure.self) { try await RawClient(port: fixture.port) }
        }
    }

    @Test("Shutting down cuts off what does not end in time")
    func boundedShutdown() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"type\"")
            try await eventually("the request began") { fixture.server.statistics.inFlight == 1 }
            await fixture.server.shutdown(within: .milliseconds(50))
            #expect(fixture.server.statistics.connections == 0)
            #expect(fixture.journal.events.isEmpty)
        }
    }
}
