import Glibc
import RouterCore

extension DirectoryWriter {
    /// Looks at the folder, or at the one above it that is there, and writes nothing.
    func examine() -> [ConnectionFinding] {
        let (folder, failure) = nearestFolder()
        if let failure {
            return [
                ConnectionFinding(.connection, .bad, "\(folder): \(failure.reason)"),
                ConnectionFinding(.credentials, .unknown, "not looked at without a folder"),
                ConnectionFinding(.target, .unknown, "not looked at without a folder"),
            ]
        }
        let isThere = folder == configuration.path
        let connection = isThere ? "the folder \(folder) is there" : "\(configuration.path) will be created"
        let mayWrite = access(folder, W_OK | X_OK) == 0
        return [
            ConnectionFinding(.connection, .good, connection),
            mayWrite
                ? ConnectionFinding(.credentials, .good, "this user may write to \(folder)")
                : ConnectionFinding(.credentials, .bad, "this user may not write to \(folder)"),
            target(folder),
        ]
    }

    private func target(_ folder: String) -> ConnectionFinding {
        var system = statvfs()
        guard statvfs(folder, &system) == 0 else {
            return ConnectionFinding(.target, .unknown, FileError(operation: "look at the disk", code: errno).reason)
        }
        if system.f_flag & UInt(ST_RDONLY) != 0 {
            return ConnectionFinding(.target, .bad, "\(folder) lies on a file system that is read-only")
        }
        let mebibytes = (system.f_bavail * system.f_frsize) >> 20
        return mebibytes == 0
            ? ConnectionFinding(.target, .bad, "the disk of \(folder) is full")
            : ConnectionFinding(.target, .good, "\(mebibytes) MiB are free")
    }

    /// The folder, or the first one above it that is there; what is there and no folder is a failure.
    private func nearestFolder() -> (String, FileError?) {
        var folder = configuration.path
        while true {
            do throws(FileError) {
                if let status = try FileCalls.status(of: folder) {
                    let isFolder = status.st_mode & S_IFMT == S_IFDIR
                    return (folder, isFolder ? nil : FileError(operation: "use it as a folder", code: ENOTDIR))
                }
            } catch {
                return (folder, error)
            }
            guard let slash = folder.dropLast().lastIndex(of: "/") else { return (".", nil) }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }
}
