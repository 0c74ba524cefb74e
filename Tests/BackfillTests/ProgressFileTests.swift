import Backfill
import Foundation
import RouterCore
import TestSupport
import Testing

@Suite struct ProgressFileTests {
    private static let job = BackfillJob(users: ["a", "b"], types: ["body"], days: DaySpan(100, 199))

    private static func window(_ user: Int, _ first: Int, _ last: Int) -> BackfillWindow {
        BackfillWindow(user: user, type: "body", days: DaySpan(first, last))
    }

    @Test func whatWasWrittenDownIsNotAskedForAgain() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("deep/progress.jsonl")
        var name = ""
        do {
            let file = ProgressFile(path: path)
            let (backfill, state) = try await file.open()
            name = backfill
            #expect(state.finishedDays(of: Self.job) == 0)
            try await file.append(.done(Self.window(0, 100, 127)))
            try await file.append(.done(Self.window(0, 128, 155)))
            try await file.append(.awaited(Self.window(1, 100, 199), reference: "r-1"))
        }
        // A crash in the middle of a line.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"state\":\"done\",\"us".utf8))
        try handle.close()
        do {
            let file = ProgressFile(path: path)
            let (backfill, state) = try await file.open()
            #expect(backfill == name)
            #expect(state.finished(user: 0, type: "body") == [DaySpan(100, 155)])
            #expect(state.finishedDays(of: Self.job) == 56)
            #expect(state.awaited == ["r-1": Self.window(1, 100, 199)])
            try await file.append(.released(reference: "r-1"))
            let again = ProgressFile(path: path)
            await #expect(throws: ProgressFailure.self) { _ = try await again.open() }
        }
        let (_, state) = try await ProgressFile(path: path).open()
        #expect(state.awaited.isEmpty && state.finishedDays(of: Self.job) == 56)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func theNameSaysWhichBackfillAndNotWhose() {
        let name = Self.job.name(baseURL: "https://a")
        #expect(name == Self.job.name(baseURL: "https://a") && name != Self.job.name(baseURL: "https://b"))
        let other = BackfillJob(users: ["ab"], types: ["body"], days: Self.job.days)
        #expect(other.name(baseURL: "https://a") != name)
        #expect(name.count == 16 && name.allSatisfy(\.isHexDigit))
    }
}
