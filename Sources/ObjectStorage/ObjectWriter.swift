import Formats
import RouterCore

/// Writes batches into an object store.
///
/// Layout `documents`: one object a record. A newer version overwrites an older one, an equal one too; whatever the
/// order of arrival and however many write at once, the newest stays, because every write names the version that it
/// replaces. A record that nothing may overwrite is written only where its key is free, else under a key with a hash of
/// its identity. Layout `batches`: one object a batch, type and hour, named after what it holds.
///
/// | what is stored under a document's key | what is done |
/// |---|---|
/// | nothing | written if there is still nothing |
/// | an older or equal version | written if that is still there |
/// | a newer version, or this very event | nothing: delivered |
/// | an object without our metadata | as for an older version |
/// | it changes each time before it is written | looked at again, a bounded number of times, then retry |
///
/// An object that is refused and holds several events is taken apart until the event that is refused stands alone.
package final class ObjectWriter: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// How many versions are remembered: about 10 MB.
    private static let cachedVersions = 32_768

    let store: any ObjectStore
    let versions = VersionCache(capacity: ObjectWriter.cachedVersions)
    private let layout: LayoutConfiguration
    private let parallelism: Int
    private let compressor: Compressor?

    /// `name` is that of the destination; of one batch at most `parallelism` objects are written at once.
    package init(store: any ObjectStore, layout: LayoutConfiguration, parallelism: Int, name: String) {
        precondition(parallelism > 0, "something must be under way")
        self.store = store
        self.layout = layout
        self.parallelism = parallelism
        compressor = layout.compression == .gzip ? Compressor(name: name) : nil
    }

    /// Writes what a batch calls for. What is not begun by `deadline`, or after a failure that any other object would
    /// meet with too, is not begun.
    package func write(_ batch: Batch, until deadline: Instant) async -> Outcomes {
        var settlement = BatchSettlement(count: batch.events.count)
        let plan = ObjectPlan(for: batch, layout)
        settlement.note(plan.unwritten)
        var waiting = Array(plan.objects.reversed())
        var reasonToStop: Outcome?
        await withTaskGroup(of: (object: PlannedObject, failure: ObjectStoreFailure?).self) { group in
            func startNext() {
                guard reasonToStop == nil, let object = waiting.popLast() else { return }
                group.addTask { (object, await self.failure(of: object, until: deadline)) }
            }
            for _ in 0..<parallelism { startNext() }
            while let (object, failure) = await group.next() {
                if let failure {
                    if failure.isRejection, let halves = object.halves(of: batch, layout) {
                        settlement.note(halves.unwritten)
                        waiting += halves.objects.reversed()
                    } else {
                        settlement.fail(object.events, failure.outcome)
                    }
                    if failure.concernsAll { reasonToStop = reasonToStop ?? failure.outcome }
                }
                if reasonToStop == nil, !waiting.isEmpty, ContinuousClock.now >= deadline {
                    reasonToStop = Self.tooSlow
                }
                startNext()
            }
        }
        for object in waiting { settlement.fail(object.events, reasonToStop ?? Self.tooSlow) }
        return settlement.outcomes
    }

    static let tooSlow = Outcome.retry(after: nil, reason: "the store is too slow for the batch")

    private func failure(of object: PlannedObject, until deadline: Instant) async -> ObjectStoreFailure? {
        do throws(ObjectStoreFailure) {
            try await write(object, until: deadline)
            return nil
        } catch {
            return error
        }
    }

    private func write(_ object: PlannedObject, until deadline: Instant) async throws(ObjectStoreFailure) {
        var content = object.content
        if let compressor {
            guard let compressed = await compressor.gzip(content) else {
                throw ObjectStoreFailure(
                    .retry(after: nil, reason: "there is no memory to compress an object"),
                    concernsAll: true
                )
            }
            content = compressed
        }
        switch layout.layout {
        case .documents where object.alternativeKey == nil:
            try await writeNewest(object, content, until: deadline)
        case .documents:
            try await writeOnce(object, content, until: deadline)
        case .batches:
            _ = try await store.put(storable(object, content, as: object.key), if: .always, until: deadline)
        }
    }

    func storable(_ object: PlannedObject, _ content: Payload, as key: String) -> StorableObject {
        StorableObject(
            key: key,
            content: content,
            contentType: layout.layout == .batches ? layout.encoder.linesContentType : layout.encoder.contentType,
            contentEncoding: layout.compression.contentEncoding,
            ordering: object.ordering,
            eventID: object.eventID
        )
    }
}

extension ObjectStoreFailure {
    fileprivate var isRejection: Bool {
        if case .rejected = outcome { true } else { false }
    }
}
