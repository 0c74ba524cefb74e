import CAffinity
import Intake
import NIOCore
import Testing

@Suite("Event loops")
struct EventLoopTests {
    /// Of the thread that calls.
    private static func processors() -> Set<Int> {
        var bits = [UInt8](repeating: 0, count: 128)
        let size = caffinity_get(&bits, bits.count)
        return Set((0..<(max(0, size) * 8)).filter { bits[$0 / 8] & (1 << UInt8($0 % 8)) != 0 })
    }

    /// Whether a thread may say where it runs.
    private static func mayPin() -> Bool {
        var bits = [UInt8](repeating: 0, count: 128)
        let size = caffinity_get(&bits, bits.count)
        return size > 0 && caffinity_set(bits, size) == 0
    }

    @Test("There is one for each core, and where every core may be used each stays on its own")
    func cores() async throws {
        let own = Self.processors()
        var places: [Set<Int>] = []
        for eventLoop in EventLoops.shared.makeIterator() {
            places.append(try await eventLoop.submit(Self.processors).get())
        }
        #expect(places.count == System.coreCount)
        if own.count == System.coreCount, Self.mayPin() {
            #expect(places.allSatisfy { $0.count == 1 })
            #expect(places.reduce(into: Set()) { $0.formUnion($1) } == own)
        } else {
            #expect(places.allSatisfy { $0 == own })
        }
    }
}
