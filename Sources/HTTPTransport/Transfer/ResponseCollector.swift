/// Takes in a response as it arrives, within its bounds.
struct ResponseCollector {
    /// Why no more is taken in.
    enum Stop {
        /// Enough of a body that need not be whole was seen.
        case enough
        case bodyTooLarge
        case headersTooLarge
    }

    /// The most header bytes that are taken.
    static let maximumHeaderBytes = 64 << 10
    /// How much of an unwanted rest is read to keep the connection before it is given up instead.
    private static let maximumDroppedBytes = 1 << 20

    private let limit: HTTPRequest.ResponseLimit
    private(set) var headerLines: [UInt8] = []
    private(set) var body: [UInt8] = []
    private var droppedBytes = 0
    private let receive: (@Sendable (UnsafeRawBufferPointer) -> Void)?
    private var isSuccess = false
    private(set) var stop: Stop?

    var isBodyTruncated: Bool { droppedBytes > 0 }

    init(
        limit: HTTPRequest.ResponseLimit,
        receive: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil
    ) {
        self.limit = limit
        self.receive = receive
    }

    /// Takes a header line with its line break; a status line starts over, as after `100 Continue`. False: abort.
    mutating func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if line.starts(with: "HTTP/".utf8) {
            headerLines.removeAll(keepingCapacity: true)
            isSuccess = line.dropFirst(8).starts(with: " 200".utf8)
            return true
        }
        guard headerLines.count + line.count <= Self.maximumHeaderBytes else {
            stop = .headersTooLarge
            return false
        }
        headerLines.append(contentsOf: line)
        return true
    }

    /// Takes bytes of the body. False: abort.
    mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let receive, isSuccess {
            receive(bytes)
            return true
        }
        switch limit {
        case .require(let most):
            guard body.count + bytes.count <= most else {
                stop = .bodyTooLarge
                return false
            }
            body.append(contentsOf: bytes)
        case .keep(let most):
            let kept = min(bytes.count, most - body.count)
            body.append(contentsOf: bytes.prefix(kept))
            droppedBytes += bytes.count - kept
            guard droppedBytes <= Self.maximumDroppedBytes else {
                stop = .enough
                return false
            }
        }
        return true
    }
}
