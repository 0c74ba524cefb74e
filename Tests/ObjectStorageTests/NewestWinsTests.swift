import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("Documents: the newest version stays")
struct NewestWinsTests {
    @Test("A day's first version is written if nothing is there, in one request")
    func first() async throws {
        let fixture = WriterFixture()
        let day = fixture.version(1000)
        #expect(await fixture.write(day) == .all(.delivered))
        #expect(fixture.store.requests == [.put(fixture.key(), .absent)])
        let stored = try #require(fixture.store.objects[fixture.key()]).object
        #expect(stored.content == day.payload)
        #expect(stored.contentType == "application/json")
        #expect(stored.contentEncoding == nil)
        #expect(stored.ordering == 1000)
        #expect(stored.eventID == day.id)
    }

    @Test("Each superset of a day that we wrote ourselves costs one request")
    func superset() async throws {
        let fixture = WriterFixture()
        for ordering in 1...5 as ClosedRange<Int64> {
            #expect(await fixture.write(fixture.version(ordering)) == .all(.delivered))
        }
        #expect(
            fixture.store.requests == [
                .put(fixture.key(), .absent), .put(fixture.key(), .unchanged(version: "v1")),
                .put(fixture.key(), .unchanged(version: "v2")), .put(fixture.key(), .unchanged(version: "v3")),
                .put(fixture.key(), .unchanged(version: "v4")),
            ]
        )
        #expect(fixture.store.objects[fixture.key()]?.object.ordering == 5)
    }

    @Test("An older version is not written, an equal one is, whoever wrote what is there", arguments: [true, false])
    func older(wroteItself: Bool) async throws {
        let store = MemoryObjectStore()
        let first = WriterFixture(store: store)
        #expect(await first.write(first.version(2000)) == .all(.delivered))
        let fixture = wroteItself ? first : WriterFixture(store: store)
        #expect(await fixture.write(fixture.version(1999)) == .all(.delivered))
        #expect(store.objects[fixture.key()]?.version == 1)
        #expect(await fixture.write(fixture.version(2000)) == .all(.delivered))
        #expect(store.objects[fixture.key()]?.version == 2)
        #expect(await fixture.write(fixture.version(2001)) == .all(.delivered))
        #expect(store.objects[fixture.key()]?.object.ordering == 2001)
    }

    @Test("What was delivered before is recognised and not written again")
    func redelivered() async throws {
        let fixture = WriterFixture()
        let day = fixture.version(1000)
        for _ in 1...3 { #expect(await fixture.write(day) == .all(.delivered)) }
        #expect(fixture.store.objects[fixture.key()]?.version == 1)
    }

    @Test("An object of somebody else's is overwritten, but only as it was seen")
    func foreign() async throws {
        let fixture = WriterFixture()
        fixture.store.write(fixture.key())
        #expect(await fixture.write(fixture.version(1000)) == .all(.delivered))
        #expect(
            fixture.store.requests == [
                .put(fixture.key(), .absent), .attributes(fixture.key()),
                .put(fixture.key(), .unchanged(version: "v1")),
            ]
        )
        #expect(fixture.store.objects[fixture.key()]?.object.ordering == 1000)
    }

    @Test("An object that was deleted meanwhile is written again, also an older version of it")
    func deleted() async throws {
        let fixture = WriterFixture()
        #expect(await fixture.write(fixture.version(2000)) == .all(.delivered))
        fixture.store.delete(fixture.key())
        #expect(await fixture.write(fixture.version(1000)) == .all(.delivered))
        #expect(fixture.store.objects[fixture.key()]?.object.ordering == 1000)
        fixture.store.delete(fixture.key())
        #expect(await fixture.write(fixture.version(3000)) == .all(.delivered))
        #expect(fixture.store.objects[fixture.key()]?.object.ordering == 3000)
    }

    @Test("Who loses the race looks again: the newer of both stays", arguments: [999, 1000, 1001] as [Int64])
    func race(theirs: Int64) async throws {
        let fixture = WriterFixture()
        let key = fixture.key()
        fixture.store.interfere { store, request in
            // Just before our first write arrives.
            if request == .put(key, .absent) { store.write(key, ordering: theirs, eventID: "theirs") }
            return nil
        }
        let day = fixture.version(1000)
        #expect(await fixture.write(day) == .all(.delivered))
        let stored = fixture.store.objects[key]?.object
        #expect(stored?.eventID == (theirs > 1000 ? "theirs" : day.id))
    }

    @Test("Who loses every race gives up for now")
    func contended() async throws {
        let fixture = WriterFixture()
        let key = fixture.key()
        fixture.store.interfere { store, request in
            if case .put(key, _) = request { store.write(key, ordering: 1, eventID: "theirs") }
            return nil
        }
        let outcomes = await fixture.write(fixture.version(1000), fixture.version(1000, user: "u2"))
        guard case .retry(nil, let reason) = outcomes[0] else {
            Issue.record("not retried: \(outcomes)")
            return
        }
        #expect(reason.contains("others keep changing"))
        #expect(outcomes[1] == .delivered)
        #expect(fixture.store.requests.count < 50)
    }

    @Test("Of versions in one batch only the newest is sent, and all are settled")
    func folded() async throws {
        let fixture = WriterFixture()
        let outcomes = await fixture.write(
            fixture.version(1000),
            fixture.version(3000),
            fixture.version(2000),
            fixture.version(1, user: "u2")
        )
        #expect(outcomes == .all(.delivered))
        #expect(fixture.store.requests.count == 2)
        #expect(fixture.store.objects[fixture.key()]?.object.ordering == 3000)
    }

    @Test("Two writers with shuffled versions end with the newest", arguments: 1...20)
    func twoWriters(seed: Int) async throws {
        let store = MemoryObjectStore()
        let writers = [WriterFixture(store: store), WriterFixture(store: store)]
        var generator = SeededGenerator(UInt64(seed))
        let versions = (1...24).map { writers[0].version(Int64($0), user: "u\($0 % 3)") }.shuffled(using: &generator)
        await withTaskGroup(of: Void.self) { group in
            for (index, version) in versions.enumerated() {
                group.addTask {
                    while await writers[index % 2].write(version) != .all(.delivered) {}
                }
            }
        }
        for user in 0..<3 {
            let newest = versions.filter { $0.userID == "u\(user)" }.map(\.ordering).max()
            #expect(store.objects[writers[0].key(user: "u\(user)")]?.object.ordering == newest)
        }
    }
}
