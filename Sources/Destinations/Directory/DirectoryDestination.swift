import ConfigurationReader
import RouterCore
import Synchronization

/// The destination `directory`: files below a folder.
///
/// Layout `documents`: one file a record, named by the template `key`, its content the record's document byte for byte;
/// a version that is older than what is there is not written (`FileOrdering`). Records that nothing may overwrite get a
/// hash of their identity into their name where another record has it. Layout `batches`: NDJSON, one file a batch, type
/// and hour, named after what it holds. Either way a file is there whole or not at all, and is durable with its name
/// before its events count as delivered.
///
/// | the file system says | and so |
/// |---|---|
/// | ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, ESTALE, ENOENT (the folder is gone), anything not listed | retry |
/// | EACCES, EPERM, EROFS, ENOTDIR, EISDIR, ELOOP | pause |
/// | ENAMETOOLONG (the path; single names are shortened), EFBIG, EILSEQ | rejected |
///
/// A failure that is no rejection ends the batch: the events whose files are not there yet share it.
package struct DirectoryDestination: Destination {
    package static let kind = "directory"
    package static let defaultLimits = BatchLimits(concurrency: 1)
    package static let isStore = true
    package static let takesFormat = true

    /// How much longer than the attempt's bound a call of the file system may hang before it is no longer waited for.
    private static let grace: Duration = .seconds(1)

    private let writer: DirectoryWriter
    private let timeout: Duration
    /// Batches that were given up while the file system still held them.
    private let overdue = SharedCount()

    package static func configure(_ section: ConfigurationSection) -> DirectoryConfiguration? {
        DirectoryConfiguration(section)
    }

    package init(configuration: DirectoryConfiguration, context: DestinationContext) {
        writer = DirectoryWriter(configuration: configuration, name: context.name)
        timeout = context.timeout
    }

    package func prepare() async throws(DestinationFailure) {
        try await writer.prepare()
    }

    package func examine() async -> [ConnectionFinding] {
        await writer.examine()
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        let late = Outcomes.all(.retry(after: nil, reason: "the file system does not answer"))
        // Nothing is queued behind a call that hangs: what waits stays in the backlog, not in memory.
        guard overdue.value == 0 else { return late }
        let deadline = ContinuousClock.now + timeout
        return await FirstOutcome.of(
            { [writer] in await writer.deliver(batch, by: deadline) },
            within: timeout + Self.grace,
            late: late,
            overdue: overdue
        )
    }

    package func shutdown() async {}
}
