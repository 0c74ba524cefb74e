import RouterCore
import Threading

/// Compresses on a thread of its own: a large object takes longer than the threads that everybody shares are to be held.
actor Compressor {
    private let executor: ThreadExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// `name` is that of the destination.
    init(name: String) {
        executor = ThreadExecutor(name: "gzip-\(name)")
    }

    /// Nil where zlib gets no memory.
    func gzip(_ content: Payload) -> Payload? {
        content.withUnsafeBufferPointer { Gzip.compress($0) }?[...]
    }
}
