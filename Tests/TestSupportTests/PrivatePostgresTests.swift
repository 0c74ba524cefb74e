import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct PrivatePostgresTests {
    private func ask(_ server: PrivatePostgres, _ sql: String) async throws -> String {
        try await ChildProcess.output(of: "psql", [server.uri, "-XAtqc", sql])
    }

    @Test func keepsWhatWasCommittedOverAKillAndAStop() async throws {
        let server = try await PrivatePostgres()
        _ = try await ask(server, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
        await server.kill()
        #expect(try await ChildProcess.run("psql", [server.uri, "-c", "SELECT 1"]).status != 0)
        try await server.start()
        _ = try await ask(server, "INSERT INTO kept VALUES (2)")
        await server.stop()
        try await server.start()
        #expect(try await ask(server, "SELECT sum(n), current_setting('fsync') FROM kept") == "3|on\n")
    }

    @Test func answersNothingWhileFrozen() async throws {
        let server = try await PrivatePostgres()
        await server.freeze()
        let limited = try await ChildProcess.run("timeout", ["1", "psql", server.uri, "-XAtqc", "SELECT 1"])
        #expect(limited.status == 124)
        await server.thaw()
        #expect(try await ask(server, "SELECT 1") == "1\n")
    }
}
