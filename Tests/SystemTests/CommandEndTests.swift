import Foundation
import TestSupport
import Testing

/// How processes come to their end.
@Suite struct CommandEndTests {
    @Test func aCommandThatFailsAtOnceEndsWithItsCode() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("destinations.yaml")
        let configuration = """
            listen: 127.0.0.1:8080
            data: \(directory.path("data"))
            destinations: {local: {kind: sqlite, path: \(directory.path("local.sqlite"))}}
            routes: [{to: local}]
            """
        try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        let arguments = ["replay", "--destination", "local", "--from", "yesterday", "--config", path]
        // Its HTTP client is being made on a thread of its own when the process ends: many times, to meet every moment.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<50 {
                        let result = try await ChildProcess.run(DaemonUnderTest.binary(), arguments)
                        #expect(result.status == 2, "\(result.errorOutput)")
                        #expect(result.errorOutput.contains("--from must be a time"))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func theVersionIsSaidWhereItIsAskedForAndInTheFirstLineOfTheLog() async throws {
        let asked = try await ChildProcess.run(DaemonUnderTest.binary(), ["--version"])
        #expect(asked.status == 0)
        #expect(asked.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(asked.output)")
        let daemon = try DaemonUnderTest { directory in
            "destinations: {local: {kind: sqlite, path: \(directory.path("local.sqlite"))}}\nroutes: [{to: local}]\n"
        }
        _ = try await daemon.start()
        let loaded = daemon.log("config.loaded").first
        #expect(loaded?["version"] as? String == asked.output.trimmingCharacters(in: .newlines))
        await daemon.shutDown()
    }

    @Test func aDaemonThatIsKilledLeavesNothingInSharedMemory() async throws {
        let daemon = try DaemonUnderTest { directory in
            "destinations: {local: {kind: sqlite, path: \(directory.path("local.sqlite"))}}\nroutes: [{to: local}]\n"
        }
        let process = try await daemon.start()
        process.signal(SIGKILL)
        _ = await process.waitForEnd()
        let left = try FileManager.default.contentsOfDirectory(atPath: "/dev/shm")
        #expect(!left.contains { $0.hasSuffix("-\(process.pid)") }, "\(left)")
        await daemon.shutDown()
    }
}
