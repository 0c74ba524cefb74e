import CAffinity
import NIOCore
import NIOPosix

/// The event loops that connections are served on: one for each core.
package enum EventLoops {
    /// They run for as long as the process.
    ///
    /// Where every core may be used, each loop stays on its own. Left to itself the kernel lets two of them share a core
    /// for long while another does nothing: one that is idle only from sync to sync takes over no work. Where the process
    /// may have less than the cores that it sees, as by a quota, none is chosen. The order is drawn, so that the first
    /// loops of several processes, which have the most to do, are not all on the first core.
    package static let shared: any EventLoopGroup = {
        let cores = usableCores
        guard cores.count == System.coreCount else { return MultiThreadedEventLoopGroup.singleton }
        return MultiThreadedEventLoopGroup(pinnedCPUIDs: cores.shuffled())
    }()

    /// The cores that this process may run on; none where it may not say on which of them.
    private static var usableCores: [Int] {
        // As many as NIO knows of.
        var bits = [UInt8](repeating: 0, count: 1024 / 8)
        let size = caffinity_get(&bits, bits.count)
        // Changes nothing, but fails where a filter of system calls forbids it.
        guard size > 0, caffinity_set(bits, size) == 0 else { return [] }
        return (0..<(size * 8)).filter { bits[$0 / 8] & (1 << UInt8($0 % 8)) != 0 }
    }
}
