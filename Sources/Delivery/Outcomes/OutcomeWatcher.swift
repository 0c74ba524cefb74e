import DequeModule
import JSONWriter
import Synchronization

/// One who watches outcomes, with a buffer of a fixed size: who reads too slowly loses lines and is told how many.
package final class OutcomeWatcher: Sendable {
    /// Lines that wait for a reader.
    package static let capacity = 4096
    /// Lines that are handed out at once.
    private static let maxLines = 256

    private struct State {
        var lines: Deque<OutcomeLine> = []
        var lost = 0
        var isClosed = false
        var ready: (@Sendable () -> Void)?
        /// The reader has found nothing, and waits.
        var waits = false

        mutating func takeReady() -> (@Sendable () -> Void)? {
            defer { waits = false }
            return waits ? ready : nil
        }
    }

    let destination: String?
    private let onClose: @Sendable (OutcomeWatcher) -> Void
    private let state = Mutex(State())

    init(destination: String?, onClose: @escaping @Sendable (OutcomeWatcher) -> Void) {
        self.destination = destination
        self.onClose = onClose
    }

    func take(_ lines: [OutcomeLine]) {
        let ready = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.isClosed else { return nil }
            let room = Self.capacity - state.lines.count
            state.lines.append(contentsOf: lines.prefix(room))
            state.lost += max(0, lines.count - room)
            return state.takeReady()
        }
        ready?()
    }

    /// The lines that wait, as JSON, and how many were lost behind them; empty where there is nothing yet.
    package func next() -> [UInt8]? {
        let (lines, lost): ([OutcomeLine], Int) = state.withLock { state in
            let lines = Array(state.lines.prefix(Self.maxLines))
            state.lines.removeFirst(lines.count)
            let lost = state.lines.isEmpty ? state.lost : 0
            state.lost -= lost
            state.waits = lines.isEmpty && lost == 0
            return (lines, lost)
        }
        var json = JSONText(capacity: lines.count * 200)
        for line in lines { line.write(to: &json) }
        if lost > 0 {
            json.raw("{\"lost\":")
            json.number(lost)
            json.raw("}\n")
        }
        return json.bytes
    }

    /// Calls `body` whenever there is something after `next` found nothing.
    package func whenReady(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.ready = body }
    }

    /// Nobody reads any more.
    package func close() {
        let wasOpen = state.withLock { state in
            defer {
                state.isClosed = true
                state.lines = []
                state.ready = nil
            }
            return !state.isClosed
        }
        if wasOpen { onClose(self) }
    }
}
