import AtRest
import Foundation
import Testing

@Suite("The journal's core on a faulty disk")
struct SegmentLogModelTests {
    private static let seedsPerShard = 1250

    /// `JOURNAL_SEED` runs one seed alone; `JOURNAL_SEEDS` starts elsewhere.
    private static let only = ProcessInfo.processInfo.environment["JOURNAL_SEED"].flatMap { UInt64($0) }
    private static let first = ProcessInfo.processInfo.environment["JOURNAL_SEEDS"].flatMap { UInt64($0) } ?? 0

    @Test("What was acknowledged is read once, unchanged and in order, whatever fails", arguments: UInt64(0)..<8)
    func survives(shard: UInt64) throws {
        let keys = try (UInt8(1)...3).map { first in try #require(MasterKey((0..<32).map { first &+ $0 })) }
        let start = Self.first + shard * UInt64(Self.seedsPerShard)
        for seed in start..<(start + UInt64(Self.seedsPerShard)) {
            if let only = Self.only, only != seed { continue }
            // Every third life is encrypted, under keys that change.
            var model = JournalModel(seed: seed, keys: seed % 3 == 2 ? keys : [])
            let violations = model.run(steps: 50)
            #expect(violations.isEmpty, "JOURNAL_SEED=\(seed) runs this seed alone")
            if !violations.isEmpty { return }
        }
    }
}
