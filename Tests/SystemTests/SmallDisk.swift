import Foundation
import TestSupport

/// A file system of a few megabytes of its own, mounted where only one daemon sees it.
///
/// It is in memory (`tmpfs`), in a mount namespace that lasts as long as the daemon; this process looks into it
/// through `/proc/PID/root`.
struct SmallDisk {
    let directory: String
    let megabytes: Int

    /// Whether this process may mount one: only trying tells.
    static var isPossible: Bool {
        get async {
            let probe = ["-m", "sh", "-c", "mount -t tmpfs none /mnt"]
            return (try? await ChildProcess.run("unshare", probe).status) == 0
        }
    }

    /// What is to be started in the place of `command`, so that it has the disk.
    func wrap(_ command: [String]) -> [String] {
        let script = #"mkdir -p "$0" && mount -t tmpfs -o size="$1"m none "$0" && shift && exec "$@""#
        return ["unshare", "-m", "sh", "-c", script, directory, "\(megabytes)"] + command
    }

    /// Writes a file onto the disk until it is full, as some other program might; returns its size.
    func fill(seenBy daemon: ChildProcess) -> Int {
        let path = "/proc/\(daemon.pid)/root\(directory)/filler"
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { return 0 }
        defer { try? file.close() }
        var size = 0
        for chunk in [1 << 16, 1 << 12] {
            let zeros = Data(count: chunk)
            while (try? file.write(contentsOf: zeros)) != nil { size += chunk }
        }
        return size
    }

    func empty(seenBy daemon: ChildProcess) throws {
        try FileManager.default.removeItem(atPath: "/proc/\(daemon.pid)/root\(directory)/filler")
    }
}
