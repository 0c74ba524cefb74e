/// Folders and the folders above them.
enum FolderTree {
    /// Creates a folder and those above it that are missing, durably.
    static func create(_ path: String) throws(FileError) {
        var created = path.hasPrefix("/") ? "/" : "."
        for name in path.split(separator: "/") {
            let parent = created
            created = parent == "/" ? "/\(name)" : (parent == "." ? String(name) : "\(parent)/\(name)")
            if try FileCalls.makeFolder(created) { try FileCalls.syncFolder(parent) }
        }
    }

    /// Creates the folders of `key` below `root`, which must be there: where a disk is not mounted, nothing is to be
    /// written in its place. Returns the folders that hold new names.
    static func createFolders(of key: String, below root: String) throws(FileError) -> [String] {
        var changed: [String] = []
        var folder = root
        for name in key.split(separator: "/").dropLast() {
            let parent = folder
            folder += "/\(name)"
            if try FileCalls.makeFolder(folder) { changed.append(parent) }
        }
        return changed
    }
}
