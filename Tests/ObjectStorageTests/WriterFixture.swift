import ObjectStorage
import RouterCore
import TestSupport

/// A writer in front of a store in memory.
struct WriterFixture {
    let store: MemoryObjectStore
    let writer: ObjectWriter
    let factory = EventFactory()

    init(
        store: MemoryObjectStore = MemoryObjectStore(),
        parallelism: Int = 8,
        _ change: (inout LayoutConfiguration) -> Void = { _ in }
    ) {
        var layout = LayoutConfiguration()
        change(&layout)
        self.store = store
        writer = ObjectWriter(store: store, layout: layout, parallelism: parallelism, name: "lake")
    }

    func write(_ events: Event...) async -> Outcomes {
        await write(events)
    }

    func write(_ events: [Event]) async -> Outcomes {
        await writer.write(Batch(events), until: .now + .seconds(60))
    }

    /// A version of one day of a user; all versions have the same key.
    func version(_ ordering: Int64, user: String = "u1") -> Event {
        factory.day(SampleDay(user: user, readings: 3), ordering: ordering).event
    }

    /// The key of `version`.
    func key(user: String = "u1") -> String {
        "2022-03-16/body/\(user)-\(SampleDay(user: user, readings: 3).startTime).json"
    }

    /// An event that nothing may overwrite; all those of a user and ordering want the same key.
    func lifecycle(_ id: String, ordering: Int64 = 1_789_516_800_456) -> Event {
        let payload = "{\"type\":\"auth\",\"user\":{\"user_id\":\"u1\"},\"n\":\"\(id)\"}"
        return Event(
            id: id,
            type: "auth",
            userID: "u1",
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: ordering,
            ordering: ordering,
            destinations: [],
            payload: Array(payload.utf8)[...]
        )
    }
}
