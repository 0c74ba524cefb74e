import Glibc

/// Where files are written before they get their names: one folder below the root, thus on the same file system, and
/// the only place to look for what a crash left behind.
struct StagingFolder {
    static let name = ".distributary"
    private static let ending = ".part"

    private let path: String
    private var count = 0

    init(root: String) {
        path = "\(root)/\(Self.name)"
    }

    /// To be held by whoever stages files until they have their names: others may be writing below the same root.
    func lock() throws(FileError) -> FolderLock {
        try FolderLock("\(path)/lock")
    }

    /// Creates the folder, and removes what no writer holds the lock for any more.
    func prepare() throws(FileError) {
        _ = try FileCalls.makeFolder(path)
        let lock = try lock()
        defer { lock.release() }
        guard let folder = opendir(path) else { throw FileError(operation: "open a folder", code: errno) }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.ending) { unlink("\(path)/\(name)") }
        }
    }

    /// A path that no other file has while the lock is held.
    mutating func nextPath() -> String {
        count += 1
        return "\(path)/\(getpid())-\(count)\(Self.ending)"
    }
}
