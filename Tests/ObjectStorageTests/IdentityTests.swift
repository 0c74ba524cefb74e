import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("Documents that nothing may overwrite")
struct IdentityTests {
    private static let key = "2022-03-16/auth/u1-2026-09-16T00:00:00.456000Z.json"

    @Test("Events that want the same key get keys of their own, and redeliveries add nothing")
    func keys() async throws {
        let fixture = WriterFixture()
        let events = ["a", "b", "c"].map { fixture.lifecycle($0) }
        #expect(await fixture.write(events) == .all(.delivered))
        #expect(fixture.store.objects.count == 3)
        #expect(fixture.store.objects[Self.key] != nil)
        #expect(Set(fixture.store.objects.values.map(\.object.eventID)) == ["a", "b", "c"])
        for batch in [events.reversed(), [events[1]], [events[2], events[0]]] {
            #expect(await fixture.write(batch) == .all(.delivered))
        }
        #expect(Set(fixture.store.objects.values.map(\.version)) == [1, 2, 3])
    }

    @Test("What somebody else has under the key stays")
    func foreign() async throws {
        let fixture = WriterFixture()
        fixture.store.write(Self.key, content: "theirs")
        #expect(await fixture.write(fixture.lifecycle("a")) == .all(.delivered))
        #expect(fixture.store.content(Self.key) == "theirs")
        #expect(fixture.store.objects.count == 2)
        #expect(await fixture.write(fixture.lifecycle("a")) == .all(.delivered))
        #expect(fixture.store.objects.count == 2)
    }

    @Test("A key that goes away between two looks is taken")
    func vanishing() async throws {
        let fixture = WriterFixture()
        fixture.store.write(Self.key, eventID: "b")
        fixture.store.interfere { store, request in
            if case .attributes(Self.key) = request { store.delete(Self.key) }
            return nil
        }
        #expect(await fixture.write(fixture.lifecycle("a")) == .all(.delivered))
        #expect(fixture.store.objects[Self.key]?.object.eventID == "a")
        #expect(fixture.store.objects.count == 1)
    }

    @Test("Where both keys belong to others the event is refused alone")
    func bothTaken() async throws {
        let fixture = WriterFixture()
        for id in ["z", "a"] { #expect(await fixture.write(fixture.lifecycle(id)) == .all(.delivered)) }
        for key in fixture.store.objects.keys { fixture.store.write(key, eventID: "other") }
        let outcomes = await fixture.write(fixture.lifecycle("a"), fixture.version(1))
        guard case .rejected = outcomes[0] else {
            Issue.record("not refused: \(outcomes)")
            return
        }
        #expect(outcomes[1] == .delivered)
    }

    @Test("Identities that no header can carry are kept as a hash", arguments: ["ünï", "two words", "a\nb"])
    func hashed(id: String) async throws {
        let fixture = WriterFixture()
        for _ in 1...2 { #expect(await fixture.write(fixture.lifecycle(id)) == .all(.delivered)) }
        #expect(fixture.store.objects.count == 1)
        let kept = try #require(fixture.store.objects[Self.key]?.object.eventID)
        #expect(kept.hasPrefix("sha256-") && kept.utf8.count == 71)
        #expect(await fixture.write(fixture.lifecycle(id + "2")) == .all(.delivered))
        #expect(fixture.store.objects.count == 2)
    }
}
