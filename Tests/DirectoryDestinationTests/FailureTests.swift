import DirectoryDestination
import Foundation
import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("When the folder cannot be written")
struct FailureTests {
    @Test(
        "Errors of the file system have their remedies",
        arguments: [
            (ENOSPC, FileError.Remedy.retry), (EDQUOT, .retry), (EIO, .retry), (EMFILE, .retry), (ENFILE, .retry),
            (ENOMEM, .retry), (ESTALE, .retry), (ENOENT, .retry), (EBUSY, .retry), (ETIMEDOUT, .retry), (9999, .retry),
            (EACCES, .pause), (EPERM, .pause), (EROFS, .pause), (ENOTDIR, .pause), (EISDIR, .pause), (ELOOP, .pause),
            (ENAMETOOLONG, .reject), (EFBIG, .reject), (EILSEQ, .reject),
        ]
    )
    func remedy(code: Int32, remedy: FileError.Remedy) {
        #expect(FileError(operation: "write a file", code: code).remedy == remedy)
    }

    @Test("A path through a file needs somebody to act, before and after")
    func notAFolder() async throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(fileURLWithPath: directory.path("archive")))
        await #expect(throws: DestinationFailure.self) { _ = try await DirectoryFixture(in: directory) }
        let fixture = try await DirectoryFixture()
        try Data().write(to: URL(fileURLWithPath: "\(fixture.root)/2022-03-16"))
        guard case .each(let outcomes) = await fixture.deliver(day("2026-09-15")), case .pause = outcomes[0] else {
            Issue.record("not paused")
            return
        }
    }

    @Test("A folder that has gone is waited for, not made anew: a disk may not be mounted")
    func gone() async throws {
        let fixture = try await DirectoryFixture()
        try FileManager.default.removeItem(atPath: fixture.root)
        guard case .each(let outcomes) = await fixture.deliver(day("2026-09-15")), case .retry = outcomes[0] else {
            Issue.record("not retried")
            return
        }
        #expect(!FileManager.default.fileExists(atPath: fixture.root))
        try await fixture.destination.prepare()
        #expect(await fixture.deliver(day("2026-09-15")) == .all(.delivered))
    }

    @Test("A record whose path is too long is refused alone")
    func tooLong() async throws {
        let folder = String(repeating: "{type}/", count: 40)
        let fixture = try await DirectoryFixture { configuration in
            configuration.files.key = try ObjectKeyTemplate(folder + "{id}.json")
        }
        let long = String(repeating: "t", count: 128)
        let outcomes = await fixture.deliver(
            event("a", user: nil, id: "1", "{\"type\":\"a\"}"),
            event(long, user: nil, id: "2", "{\"type\":\"\(long)\"}"),
            event("b", user: nil, id: "3", "{\"type\":\"b\"}")
        )
        guard case .each(let each) = outcomes, case .rejected = each[1] else {
            Issue.record("not rejected: \(outcomes)")
            return
        }
        #expect(each[0] == .delivered)
        #expect(each[2] == .delivered)
        #expect(try fixture.files().count == 2)
    }

    @Test("A batch that runs out of time is to be tried again")
    func outOfTime() async throws {
        let fixture = try await DirectoryFixture(timeout: .zero)
        guard case .each(let outcomes) = await fixture.deliver(day("2026-09-15")), case .retry = outcomes[0] else {
            Issue.record("not retried")
            return
        }
        #expect(try fixture.files().isEmpty)
    }

    @Test("A folder that cannot be written says so when it is prepared, with its path")
    func prepareFails() async throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(fileURLWithPath: directory.path("archive")))
        do {
            _ = try await DirectoryFixture(in: directory)
            Issue.record("prepared")
        } catch let failure as DestinationFailure {
            #expect(
                failure
                    == .needsAttention(reason: "\(directory.path("archive")): cannot create a folder: Not a directory")
            )
        }
    }
}
