import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
private let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
import Darwin
private let streamSocket = SOCK_STREAM
#endif

/// A loopback port that is bound but not listened on: connections to it are refused, and nobody else gets it.
struct HeldPort: ~Copyable {
    let port: UInt16
    private let socket: Int32

    /// Binds `wanted`, or any free port for 0.
    init(_ wanted: UInt16) throws {
        let descriptor = Self.openSocket()
        guard descriptor >= 0 else { throw FreePort.Failure(description: "socket: errno \(errno)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
            }
        }
        guard isBound else {
            let code = errno
            close(descriptor)
            throw FreePort.Failure(description: "bind to 127.0.0.1:\(wanted): errno \(code)")
        }
        socket = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(socket)
    }

    /// Binds `port` into `place` after its listener was closed. A child process that another test starts at that moment
    /// has a copy of the listener until its program runs, so that the port may stay taken for a few milliseconds.
    static func hold(_ port: Int, in place: borrowing Mutex<HeldPort?>) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            do {
                return try place.withLock { $0 = try HeldPort(UInt16(port)) }
            } catch {
                guard ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    private static func openSocket() -> Int32 {
        #if canImport(Glibc)
        let descriptor = Glibc.socket(AF_INET, streamSocket, 0)
        #else
        let descriptor = Darwin.socket(AF_INET, streamSocket, 0)
        #endif
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }
}
