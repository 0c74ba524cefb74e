import Glibc

/// The file of a Unix socket: cleared away before listening if nobody uses it any more, and afterwards if it is ours.
struct SocketFile: Sendable {
    /// Owner and group may connect.
    private static let mode: mode_t = 0o660

    /// What a file is, however it is called.
    struct Identity: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64
    }

    let path: String

    /// Removes a socket that nobody listens on. Blocks, briefly: to be called while starting.
    func clear() throws(IntakeFailure) {
        guard let status = status() else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw failure("a file that is no socket is there")
        }
        switch connectionError() {
        case nil: throw failure("another process listens there")
        case ECONNREFUSED: if unlink(path) != 0, errno != ENOENT { throw failure(Self.text(errno)) }
        case ENOENT: return
        case .some(let error):
            throw failure("whether another process listens there cannot be told: \(Self.text(error))")
        }
    }

    /// Lets the group connect too, and returns what the file is, for `remove`.
    func open() -> Identity? {
        guard chmod(path, Self.mode) == 0, let status = status() else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Removes the file if it still is the one that `open` opened.
    func remove(_ identity: Identity) {
        guard let status = status() else { return }
        guard Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)) == identity else { return }
        unlink(path)
    }

    private func status() -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    /// Why nobody answers on the socket; nil if somebody does. Does not wait for a full queue.
    private func connectionError() -> Int32? {
        let descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: path.utf8.prefix(buffer.count - 1))
        }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 || errno == EAGAIN ? nil : errno
    }

    private func failure(_ reason: String) -> IntakeFailure {
        .cannotListen(.unix(path: path), reason: reason)
    }

    private static func text(_ error: Int32) -> String {
        String(cString: strerror(error))
    }
}
