import DirectoryDestination
import Foundation
import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("Documents: one file a record, the newest version of it")
struct DocumentTests {
    private static let name = "2022-03-16/body/u1-2026-09-15T00:00:00+01:00.json"
    private static let start = "2026-09-15T00:00:00+01:00"

    @Test("A record's file has Terra's name and the bytes that came")
    func name() async throws {
        let fixture = try await DirectoryFixture()
        let event = day(Self.start)
        #expect(await fixture.deliver(event) == .all(.delivered))
        #expect(try fixture.files() == [Self.name])
        #expect(try fixture.content(Self.name) == Array(event.payload))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(fixture.root)/\(Self.name)")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test("Each element of data has a file of its own")
    func elements() async throws {
        let fixture = try await DirectoryFixture()
        let items = [1, 2, 3].map { "{\"metadata\":{\"start_time\":\"2026-09-0\($0)\"}}" }
        let payload = "{\"type\":\"body\",\"user\":{\"user_id\":\"u\"},\"data\":[\(items.joined(separator: ","))]}"
        #expect(await fixture.deliver(event("body", user: "u", id: "e", payload)) == .all(.delivered))
        #expect(try fixture.files() == [1, 2, 3].map { "2022-03-16/body/u-2026-09-0\($0).json" })
        let second = try fixture.content("2022-03-16/body/u-2026-09-02.json")
        #expect(String(decoding: second, as: UTF8.self).contains("2026-09-02"))
        #expect(!String(decoding: second, as: UTF8.self).contains("2026-09-01"))
    }

    @Test("An older version never overwrites a newer one, an equal one does", arguments: [true, false])
    func newestWins(hasAttributes: Bool) async throws {
        let fixture = try await DirectoryFixture()
        let newer = day(Self.start, ordering: 1_789_516_800_456, mark: "newer")
        let older = day(Self.start, ordering: 1_789_516_800_455, mark: "older")
        let equal = day(Self.start, ordering: 1_789_516_800_456, mark: "equal")
        #expect(await fixture.deliver(newer) == .all(.delivered))
        if !hasAttributes {
            try await dropAttributes("\(fixture.root)/\(Self.name)")
        }
        #expect(await fixture.deliver(older) == .all(.delivered))
        #expect(try fixture.content(Self.name) == Array(newer.payload))
        #expect(await fixture.deliver(equal) == .all(.delivered))
        #expect(try fixture.content(Self.name) == Array(equal.payload))
    }

    @Test("What is newer is known after a restart")
    func restart() async throws {
        let first = try await DirectoryFixture()
        let newer = day(Self.start, ordering: 2000, mark: "newer")
        #expect(await first.deliver(newer) == .all(.delivered))
        let second = try await DirectoryFixture(in: first.directory)
        #expect(await second.deliver(day(Self.start, ordering: 1999)) == .all(.delivered))
        #expect(try second.content(Self.name) == Array(newer.payload))
    }

    @Test("Of versions in one batch the newest is written, whatever their order")
    func folded() async throws {
        let fixture = try await DirectoryFixture()
        let newest = day(Self.start, ordering: 3000, mark: "newest")
        let outcomes = await fixture.deliver(
            day(Self.start, ordering: 1000),
            newest,
            day(Self.start, ordering: 2000),
            day("2026-09-16")
        )
        #expect(outcomes == .all(.delivered))
        #expect(try fixture.content(Self.name) == Array(newest.payload))
        #expect(try fixture.files().count == 2)
    }

    @Test("Compressed files unpack to the bytes that came, and newest wins among them")
    func compressed() async throws {
        let fixture = try await DirectoryFixture { $0.files.compression = .gzip }
        let newer = day(Self.start, ordering: 2000, mark: String(repeating: "x", count: 100_000))
        _ = await fixture.deliver(newer)
        _ = await fixture.deliver(day(Self.start, ordering: 1000))
        #expect(try fixture.files() == [Self.name + ".gz"])
        let unpacked = try await ChildProcess.output(of: "gzip", ["-dc", "\(fixture.root)/\(Self.name).gz"])
        #expect(unpacked == String(decoding: newer.payload, as: UTF8.self))
    }

    @Test("Lifecycle events of one user and moment do not overwrite each other, and redeliveries add nothing")
    func lifecycle() async throws {
        let fixture = try await DirectoryFixture()
        let events = ["a", "b", "c"].map { id in
            event("auth", user: "u1", id: id, ordering: 1_789_516_800_456, "{\"type\":\"auth\",\"id\":\"\(id)\"}")
        }
        #expect(await fixture.destination.deliver(Batch(events)) == .all(.delivered))
        let files = try fixture.files()
        #expect(files.count == 3)
        #expect(files.contains("2022-03-16/auth/u1-2026-09-16T00:00:00.456000Z.json"))
        let contents = try Set(files.map { try fixture.content($0) })
        #expect(contents == Set(events.map { Array($0.payload) }))
        for batch in [events.reversed(), [events[1]], [events[2], events[0]]] {
            #expect(await fixture.destination.deliver(Batch(batch)) == .all(.delivered))
        }
        #expect(try fixture.files() == files)
    }

    @Test("An athlete has one file")
    func athlete() async throws {
        let fixture = try await DirectoryFixture()
        for ordering in [1000, 2000] as [Int64] {
            let payload = "{\"type\":\"athlete\",\"user\":{\"user_id\":\"u\"},\"athlete\":{\"n\":\(ordering)}}"
            _ = await fixture.deliver(event("athlete", user: "u", id: "\(ordering)", ordering: ordering, payload))
        }
        #expect(try fixture.files() == ["2022-03-16/athlete/u-athlete.json"])
    }

    @Test("No name leaves the folder, however the ids are written")
    func hostileIDs() async throws {
        let fixture = try await DirectoryFixture()
        let users = ["../../../etc/passwd", "..", ".", "/abs", "a\0b", "a\nb", String(repeating: "é", count: 255)]
        for user in users {
            let payload = "{\"type\":\"body\",\"data\":[{\"metadata\":{\"start_time\":\"..\"}}]}"
            let outcomes = await fixture.deliver(event("body", user: user, id: user, payload))
            #expect(outcomes == .all(.delivered))
        }
        #expect(try fixture.files().count == users.count)
        let outside = try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path)
        #expect(outside == ["archive"])
    }

    @Test("What a crash left in staging is removed, nothing else")
    func leftovers() async throws {
        let first = try await DirectoryFixture()
        _ = await first.deliver(day(Self.start))
        let leftover = "\(first.root)/.distributary/99-1.part"
        try Data("half".utf8).write(to: URL(fileURLWithPath: leftover))
        let second = try await DirectoryFixture(in: first.directory)
        #expect(!FileManager.default.fileExists(atPath: leftover))
        #expect(try second.files() == [Self.name])
    }

    private func dropAttributes(_ path: String) async throws {
        let code = "import os,sys; [os.removexattr(sys.argv[1], n) for n in os.listxattr(sys.argv[1])]"
        _ = try await ChildProcess.output(of: "python3", ["-c", code, path])
    }
}
