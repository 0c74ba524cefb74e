import Glibc
import ObjectStorage
import RouterCore
import Threading

/// Writes batches below a folder, one at a time, on a thread of its own: every call blocks on the disk.
///
/// Files are staged, synced and only then renamed, some at a time, so that the first sync of a group carries most of
/// the others' work; the folders that got new names are synced last, once a batch.
actor DirectoryWriter {
    typealias Instant = ContinuousClock.Instant

    /// How many files are staged before they are synced and renamed: bounds the descriptors that are open.
    private static let groupSize = 64

    private struct Staged {
        let file: PlannedObject
        let staged: StagedFile
        let key: String
    }

    let configuration: DirectoryConfiguration
    private let executor: ThreadExecutor
    private var staging: StagingFolder

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(configuration: DirectoryConfiguration, name: String) {
        self.configuration = configuration
        executor = ThreadExecutor(name: "dir-\(name)")
        staging = StagingFolder(root: configuration.path)
    }

    /// Creates the folder, removes what a crash left, and writes a file to see that it can.
    func prepare() throws(DestinationFailure) {
        do throws(FileError) {
            try FolderTree.create(configuration.path)
            try staging.prepare()
            let lock = try staging.lock()
            defer { lock.release() }
            try writeProbe()
        } catch {
            let reason = "\(configuration.path): \(error.reason)"
            throw error.remedy == .retry ? .unavailable(reason: reason) : .needsAttention(reason: reason)
        }
    }

    /// Its file is gone when this returns.
    private func writeProbe() throws(FileError) {
        let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        try StagedFile(temporaryPath: staging.nextPath(), content: empty, ordering: 0).sync()
    }

    /// Writes what a batch calls for; what is not begun by `deadline` is to be tried again.
    func deliver(_ batch: Batch, by deadline: Instant) -> Outcomes {
        var work = Work(root: configuration.path, count: batch.events.count, deadline: deadline)
        let plan = ObjectPlan(for: batch, configuration.files)
        work.note(plan.unwritten)
        let files = plan.objects
        for start in stride(from: 0, to: files.count, by: Self.groupSize) {
            write(files[start..<min(start + Self.groupSize, files.count)], &work)
        }
        work.syncFolders()
        return work.settlement.outcomes
    }

    private func write(_ group: ArraySlice<PlannedObject>, _ work: inout Work) {
        do throws(FileError) {
            let lock = try staging.lock()
            defer { lock.release() }
            writeLocked(group, &work)
        } catch {
            for file in group where work.mayGoOn(file) { work.failed(file, error) }
        }
    }

    private func writeLocked(_ group: ArraySlice<PlannedObject>, _ work: inout Work) {
        var staged: [Staged] = []
        for file in group where work.mayGoOn(file) {
            do throws(FileError) {
                if let new = try stage(file, &work) { staged.append(new) }
            } catch {
                work.failed(file, error)
            }
        }
        // All of them before the first rename: the journal of the file system is then written once, not once a file.
        var synced: [Staged] = []
        for new in staged where work.mayGoOn(new.file) {
            do throws(FileError) {
                try new.staged.sync()
                synced.append(new)
            } catch {
                work.failed(new.file, error)
            }
        }
        for new in synced where work.mayGoOn(new.file) {
            do throws(FileError) {
                try work.publish(new.staged, new.key, new.file)
            } catch {
                work.failed(new.file, error)
            }
        }
    }

    /// Nil where nothing is to be written.
    private func stage(_ file: PlannedObject, _ work: inout Work) throws(FileError) -> Staged? {
        let bytes = try compress(file.content) ?? file.content
        let path = staging.nextPath()
        return try bytes.withUnsafeBufferPointer { content throws(FileError) in
            guard let key = try work.key(for: file, content) else { return nil }
            let new = try StagedFile(temporaryPath: path, content: content, ordering: file.ordering)
            return Staged(file: file, staged: new, key: key)
        }
    }

    private func compress(_ content: Payload) throws(FileError) -> Payload? {
        guard configuration.files.compression == .gzip else { return nil }
        guard let compressed = content.withUnsafeBufferPointer({ Gzip.compress($0) }) else {
            throw FileError(operation: "compress a file", code: ENOMEM)
        }
        return compressed[...]
    }
}
