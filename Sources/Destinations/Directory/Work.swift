import Glibc
import ObjectStorage
import RouterCore

/// One batch while it is being written: what became of its events, and which folders are still to be synced.
struct Work {
    private let root: String
    private let deadline: ContinuousClock.Instant
    private(set) var settlement: BatchSettlement
    /// The folders with new names, and the events whose files are in them.
    private var folders: [String: [Int]] = [:]
    /// The names that this batch has given to records that nothing may overwrite.
    private var claimed: Set<String> = []
    /// Set once the folder as a whole fails: trying the other files would only repeat it.
    private var stopped: Outcome?

    init(root: String, count: Int, deadline: ContinuousClock.Instant) {
        self.root = root
        self.deadline = deadline
        settlement = BatchSettlement(count: count)
    }

    /// Whether anything more is to be tried for a file. Where the batch has been given up, its events share that.
    mutating func mayGoOn(_ file: PlannedObject) -> Bool {
        if stopped == nil, ContinuousClock.now >= deadline {
            stopped = .retry(after: nil, reason: "the disk is too slow for the batch")
        }
        guard let stopped else { return true }
        settlement.fail(file.events, stopped)
        return false
    }

    /// Notes what becomes of events of which nothing is written.
    mutating func note(_ unwritten: [Int: Outcome]) {
        settlement.note(unwritten)
    }

    /// Notes what went wrong with a file; the batch is given up unless it was the file's own fault.
    mutating func failed(_ file: PlannedObject, _ error: FileError) {
        settlement.fail(file.events, error.outcome)
        if error.remedy != .reject { stopped = error.outcome }
    }

    /// The name that a file is to have; nil where what is there already will do.
    mutating func key(for file: PlannedObject, _ content: UnsafeBufferPointer<UInt8>) throws(FileError) -> String? {
        guard let alternative = file.alternativeKey else {
            guard let ordering = file.ordering else { return file.key }
            let isNewer = try FileOrdering.read("\(root)/\(file.key)").map { $0 > ordering } ?? false
            if isNewer { changed(file.key, file.events) }
            return isNewer ? nil : file.key
        }
        for key in [file.key, alternative] {
            switch try FileCalls.holds(content, at: "\(root)/\(key)") {
            case true:
                changed(key, file.events)
                return nil
            case nil where claimed.insert(key).inserted:
                return key
            case nil, false:
                continue
            }
        }
        return alternative
    }

    /// Gives a staged file its name, in folders that are created where they are missing.
    mutating func publish(_ staged: StagedFile, _ key: String, _ file: PlannedObject) throws(FileError) {
        do throws(FileError) {
            try staged.publish(as: "\(root)/\(key)")
        } catch {
            guard error.code == ENOENT else { throw error }
            for folder in try FolderTree.createFolders(of: key, below: root) {
                folders[folder, default: []] += file.events
            }
            try staged.publish(as: "\(root)/\(key)")
        }
        changed(key, file.events)
    }

    /// Makes the new names durable. Every folder is tried: what is in the others is safe.
    mutating func syncFolders() {
        for (folder, events) in folders {
            do throws(FileError) {
                try FileCalls.syncFolder(folder)
            } catch {
                settlement.fail(events, error.outcome)
            }
        }
    }

    private mutating func changed(_ key: String, _ events: [Int]) {
        let end = key.lastIndex(of: "/")
        let folder = end.map { "\(root)/\(key[..<$0])" } ?? root
        folders[folder, default: []] += events
    }
}
