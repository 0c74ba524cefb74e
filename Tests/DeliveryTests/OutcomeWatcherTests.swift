import Delivery
import RouterCore
import Testing

@Suite("Watching outcomes", .timeLimit(.minutes(5)))
struct OutcomeWatcherTests {
    private func lines(_ watcher: OutcomeWatcher) -> [String] {
        var text: [UInt8] = []
        while let part = watcher.next(), !part.isEmpty { text += part }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("Who watches is told of each attempt, and who does not costs nothing")
    func attempts() async throws {
        let rig = try CourierRig()
        let destination = ScriptedDestination { batch in
            .each(
                batch.events.map {
                    $0.sequence == 2 ? .rejected(reason: "too \"long\"") : .delivered
                }
            )
        }
        let watcher = try #require(rig.feed.watch(nil))
        let stranger = try #require(rig.feed.watch("somebody else"))
        try await rig.append(3)
        try await rig.start(destination)
        try await rig.drained()
        let told = lines(watcher)
        #expect(told.count == 3)
        #expect(told.filter { $0.contains(#""outcome":"delivered""#) }.count == 2)
        let dead = try #require(told.first { $0.contains(#""outcome":"dead""#) })
        #expect(dead.contains(#""reason":"too \"long\"""#) && dead.contains(#""attempts":1"#))
        #expect(lines(stranger).isEmpty)
        watcher.close()
        stranger.close()
        #expect(!rig.feed.isWatched)
        await rig.stop()
    }

    @Test("Who reads too slowly loses lines and is told how many; no more than eight watch")
    func slow() async throws {
        let rig = try CourierRig()
        let watcher = try #require(rig.feed.watch(CourierRig.name))
        for _ in 1..<OutcomeFeed.maxWatchers { #expect(rig.feed.watch(nil) != nil) }
        #expect(rig.feed.watch(nil) == nil)
        let count = OutcomeWatcher.capacity + 904
        try await rig.append(count)
        try await rig.start(ScriptedDestination())
        try await rig.drained()
        let told = lines(watcher)
        #expect(told.count == OutcomeWatcher.capacity + 1)
        #expect(told.last == #"{"lost":904}"#)
        await rig.stop()
    }
}
