internal import Foundation
internal import Threading

/// How far a backfill is, in a file of lines that is only ever appended to: each is durable before the next request. One
/// process at a time has it.
package actor ProgressFile {
    private struct Header: Codable {
        let version: Int
        /// Goes into the identities of events: what is fetched again by the same backfill is known to intake.
        let backfill: String
    }

    private let executor = ThreadExecutor(name: "backfill")
    private let path: String
    private var descriptor: Int32 = -1
    /// Behind the last whole line.
    private var end = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init(path: String) {
        self.path = path
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Takes the file, creates it where it is missing, and reads it. A line that a crash has torn is cut off.
    package func open() throws(ProgressFailure) -> (backfill: String, state: ProgressState) {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw ProgressFailure(description: "cannot create \(folder): \(error.localizedDescription)")
        }
        descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw ProgressFailure(description: "another process does this backfill already: it has \(path)")
        }
        let lines = try wholeLines()
        guard let header = lines.first.flatMap({ try? JSONDecoder().decode(Header.self, from: $0) }) else {
            return (try begin(in: folder), ProgressState())
        }
        guard header.version == 1 else {
            throw ProgressFailure(description: "\(path) was written by a newer version of this program")
        }
        var state = ProgressState()
        for line in lines.dropFirst() {
            guard let entry = try? JSONDecoder().decode(ProgressEntry.self, from: line) else {
                throw ProgressFailure(description: "\(path) is damaged: remove it to begin anew")
            }
            state.apply(entry)
        }
        return (header.backfill, state)
    }

    /// Writes a line, and returns when it is durable.
    package func append(_ note: BackfillMachine.Note) throws(ProgressFailure) {
        try append(ProgressEntry(note))
    }

    /// Removes the file: the backfill is finished, and the same command begins a new one.
    package func remove() throws(ProgressFailure) {
        guard unlink(path) == 0 else { throw failure("remove") }
        try syncFolder((path as NSString).deletingLastPathComponent)
    }

    private func wholeLines() throws(ProgressFailure) -> [Data] {
        guard let content = try? Data(contentsOf: URL(fileURLWithPath: path)) else { throw failure("read") }
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        end = content.count - (lines.last?.count ?? 0)
        guard ftruncate(descriptor, off_t(end)) == 0 else { throw failure("cut") }
        return lines.dropLast().map { Data($0) }
    }

    private func begin(in folder: String) throws(ProgressFailure) -> String {
        guard ftruncate(descriptor, 0) == 0 else { throw failure("cut") }
        end = 0
        let name = String(UInt64.random(in: 0 ... .max), radix: 16)
        try append(Header(version: 1, backfill: name))
        try syncFolder(folder)
        return name
    }

    private func append(_ line: some Encodable) throws(ProgressFailure) {
        guard var bytes = try? JSONEncoder().encode(line) else {
            throw ProgressFailure(description: "\(path): a line cannot be written as JSON")
        }
        bytes.append(UInt8(ascii: "\n"))
        var written = 0
        while written < bytes.count {
            let place = off_t(end + written)
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written, place)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write to") }
            written += count
        }
        guard fdatasync(descriptor) == 0 else { throw failure("sync") }
        end += written
    }

    private func syncFolder(_ folder: String) throws(ProgressFailure) {
        let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open the folder of") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync the folder of") }
    }

    private func failure(_ operation: String) -> ProgressFailure {
        ProgressFailure(description: "cannot \(operation) \(path): \(String(cString: strerror(errno)))")
    }
}
