import Foundation

/// A client that sends exactly the bytes it is told to. Its blocking calls run on threads of their own.
final class RawClient: Sendable {
    struct Failure: Error {
        let call: String
        let code: Int32
    }

    struct Response: Sendable {
        var status = 0
        var headers: [String: String] = [:]
        var body = ""
    }

    /// Longer than anything here takes, so that a test that hangs ends.
    private static let timeoutSeconds = 30

    private let descriptor: Int32

    init(port: Int) async throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        descriptor = try await Self.connect(AF_INET, address)
    }

    init(unixPath: String) async throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
        descriptor = try await Self.connect(AF_UNIX, address)
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Sends as much as the server takes; ends without an error where it hangs up.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Int {
        await onThread { [descriptor] in
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes { buffer in
                    Glibc.send(
                        descriptor,
                        buffer.baseAddress?.advanced(by: sent),
                        bytes.count - sent,
                        Int32(MSG_NOSIGNAL)
                    )
                }
                guard count > 0 else { break }
                sent += count
            }
            return sent
        }
    }

    @discardableResult
    func send(_ text: String) async -> Int { await send(Array(text.utf8)) }

    /// Says that nothing more will be sent.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Cuts the connection without a word of farewell.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Everything until the server closes; nil where it reset the connection or said nothing for too long.
    func readToEnd() async -> String? {
        await onThread { [descriptor] in
            var all: [UInt8] = []
            while let chunk = Self.receive(descriptor, 64 << 10) {
                if chunk.isEmpty { return String(decoding: all, as: UTF8.self) }
                all += chunk
            }
            return nil
        }
    }

    /// The next response, framed by its Content-Length; nil if the connection ends before it does.
    func response(hasBody: Bool = true) async -> Response? {
        await onThread { [descriptor] in
            var head: [UInt8] = []
            while !head.ends(with: "\r\n\r\n") {
                guard let byte = Self.receive(descriptor, 1)?.first else { return nil }
                head.append(byte)
            }
            var response = Self.parse(head)
            var rest = hasBody ? Int(response.headers["content-length"] ?? "0") ?? 0 : 0
            var body: [UInt8] = []
            while rest > 0 {
                guard let chunk = Self.receive(descriptor, rest), !chunk.isEmpty else { return nil }
                body += chunk
                rest -= chunk.count
            }
            response.body = String(decoding: body, as: UTF8.self)
            return response
        }
    }

    private static func parse(_ head: [UInt8]) -> Response {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        var response = Response()
        response.status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            response.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return response
    }

    /// Empty at the end; nil where the connection was reset or nothing came in time.
    private static func receive(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = recv(descriptor, &buffer, count, 0)
        return received < 0 ? nil : Array(buffer[..<received])
    }

    private static func connect<Address: Sendable>(_ family: Int32, _ address: Address) async throws -> Int32 {
        let result: Result<Int32, Failure> = await onThread {
            let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { return .failure(Failure(call: "socket", code: errno)) }
            var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
            let connected = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
                }
            }
            guard connected == 0 else {
                let code = errno
                Glibc.close(descriptor)
                return .failure(Failure(call: "connect", code: code))
            }
            return .success(descriptor)
        }
        return try result.get()
    }
}

/// Runs something that blocks where it may.
private func onThread<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
        Thread { continuation.resume(returning: body()) }.start()
    }
}

extension [UInt8] {
    fileprivate func ends(with text: StaticString) -> Bool {
        text.withUTF8Buffer { suffix($0.count).elementsEqual($0) }
    }
}
