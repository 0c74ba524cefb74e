import Synchronization

/// The versions of objects that this process wrote last, so that the next version of a day can be written on the
/// condition that nobody else has written since, without asking first. It is a guess that the condition checks, never an
/// answer: an object may be changed or deleted by others.
package final class VersionCache: Sendable {
    private struct Generations {
        var young: [String: ObjectAttributes] = [:]
        var old: [String: ObjectAttributes] = [:]
    }

    /// Entries of one of the two generations.
    private let generationSize: Int
    private let generations = Mutex(Generations())

    /// Keeps at most `capacity` entries; those that were not used for longest go, half of them at a time.
    package init(capacity: Int) {
        precondition(capacity >= 2, "a cache has room")
        generationSize = capacity / 2
    }

    /// The version that was written last; nil where it is not known.
    package func version(of key: String) -> ObjectAttributes? {
        generations.withLock { $0.young[key] ?? $0.old[key] }
    }

    /// Notes what is stored under a key, or forgets it.
    package func set(_ attributes: ObjectAttributes?, for key: String) {
        generations.withLock { generations in
            generations.old[key] = nil
            generations.young[key] = attributes
            guard generations.young.count >= generationSize else { return }
            generations.old = generations.young
            generations.young = [:]
        }
    }

    /// How many are kept now.
    var count: Int { generations.withLock { $0.young.count + $0.old.count } }
}
