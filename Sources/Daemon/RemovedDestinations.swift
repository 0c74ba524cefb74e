import Delivery
import Foundation
import Journal
import Logging
import NIOPosix
import RouterCore

/// Destinations that the configuration no longer names, and what they left behind: it is kept, and named at every start,
/// until somebody configures them again or gives them up.
package struct RemovedDestinations: Sendable {
    /// One of them.
    struct Remainder: Sendable, Hashable {
        let name: String
        let backlog: PendingEvents
        let retries: Int
        let deadLetters: Int

        var isEmpty: Bool { backlog.events == 0 && retries == 0 && deadLetters == 0 }
    }

    let journal: Journal
    let folder: DataFolder
    let logger: Logger

    /// Looks for what was left, lets the journal go of what nobody needs, and says what waits. Blocks on disk.
    func review(configured: [String]) {
        for remainder in remainders(configured: Set(configured)) where !remainder.isEmpty { warn(of: remainder) }
    }

    /// As `review`, on a thread that may block.
    func reviewElsewhere(configured: [String]) async {
        try? await NIOThreadPool.singleton.runIfActive { review(configured: configured) }
    }

    private func remainders(configured: Set<String>) -> [Remainder] {
        let names = journal.waitingDestinations.union(folder.knownDestinations).subtracting(configured)
        return names.sorted().map { name in
            var left = LeftBehind()
            do throws(CourierStoreFailure) {
                left = try LeftBehind(folder: folder.destinations, destination: name)
                journal.release(name, upTo: left.releasable)
            } catch {
                // Without its file it has delivered nothing, as far as anybody knows.
                if case .missing = error {
                } else {
                    logger.error("\(error)", metadata: ["event": "destination.removed", "destination": .string(name)])
                }
            }
            let backlog = (try? journal.pending(for: name, from: left.cursor)) ?? PendingEvents()
            return Remainder(name: name, backlog: backlog, retries: left.retries, deadLetters: left.deadLetters)
        }
    }

    private func warn(of remainder: Remainder) {
        logger.warning(
            """
            Events wait for a destination that is no longer configured. They keep their place on disk until it is \
            configured again or `distributary forget` drops them.
            """,
            metadata: [
                "event": "destination.removed", "destination": .string(remainder.name),
                "backlog": .stringConvertible(remainder.backlog.events),
                "backlog_bytes": .stringConvertible(remainder.backlog.bytes),
                "retrying": .stringConvertible(remainder.retries),
                "dead_letters": .stringConvertible(remainder.deadLetters),
            ]
        )
    }

    /// Gives up a destination's backlog, retry queue and dead letters for good; the files that were deleted. Blocks on
    /// disk.
    func forget(_ name: String) throws -> [String] {
        // First where it counts: a file alone would be read from its cursor again if the destination came back.
        try journal.forget(name)
        var deleted: [String] = []
        for suffix in ["", "-wal", "-shm"] {
            let path = "\(folder.destinations)/\(name).sqlite\(suffix)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            try FileManager.default.removeItem(atPath: path)
            deleted.append(path)
        }
        logger.notice(
            "What waited for a removed destination has been given up.",
            metadata: ["event": "destination.forgotten", "destination": .string(name)]
        )
        return deleted
    }

    /// As `forget`, while no daemon runs with the data folder. Throws where one does.
    package static func forget(_ name: String, _ configuration: DaemonConfiguration) async throws -> [String] {
        let folder = DataFolder(configuration.data)
        let silent = Logger(label: "forget") { _ in SwiftLogNoOpLogHandler() }
        var settings = JournalConfiguration(
            directory: folder.journal,
            destinations: configuration.destinations.map(\.name)
        )
        settings.keys = configuration.journal.keys
        let journal = try await Journal.open(settings, logger: silent)
        let result = Result {
            try RemovedDestinations(journal: journal, folder: folder, logger: silent).forget(name)
        }
        await journal.close()
        return try result.get()
    }
}
