import CKafka
import Synchronization

/// What the thread of a producer's events and those who use the producer tell each other.
final class ClientState: Sendable {
    private struct Values {
        var trouble = BrokerTrouble()
        var isEnding = false
        var wantsPurge = false
        var needsSuccessor = false
    }

    private let values = Mutex(Values())

    var trouble: BrokerTrouble { values.withLock { $0.trouble } }
    var isEnding: Bool { values.withLock { $0.isEnding } }

    /// Whether the producer has come to a state that only a new one gets out of at once: a fatal error, credentials or a
    /// topic that were refused, messages that were never reported.
    var isWornOut: Bool {
        values.withLock { $0.trouble.fatal != nil || $0.trouble.kind == .credentials || $0.needsSuccessor }
    }

    func end() { values.withLock { $0.isEnding = true } }
    func requestPurge() { values.withLock { $0.wantsPurge = true } }
    func takePurge() -> Bool { values.withLock { values in values.wantsPurge.take() } }
    func wearOut() { values.withLock { $0.needsSuccessor = true } }

    func change(_ body: (inout BrokerTrouble) -> Void) {
        values.withLock { body(&$0.trouble) }
    }
}

extension Bool {
    /// Its value, which is false afterwards.
    fileprivate mutating func take() -> Bool {
        defer { self = false }
        return self
    }
}
