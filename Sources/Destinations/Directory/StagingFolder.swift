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

    /// Creates the folder, and removes the files in it.
    func prepare() throws(FileError) {
        _ = try FileCalls.makeFolder(path)
        guard let folder = opendir(path) else { throw FileError(operation: "open a folder", code: errno) }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.ending) { unlink("\(path)/\(name)") }
        }
    }

    /// A path that no other file of this process has.
    mutating func nextPath() -> String {
        count += 1
        return "\(path)/\(getpid())-\(count)\(Self.ending)"
    }
}
