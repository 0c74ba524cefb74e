import Foundation
import Synchronization

/// Finds loopback TCP ports that nothing listens on.
package enum FreePort {
    /// Why no port could be found.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private static let given = Mutex<Set<UInt16>>([])

    /// A port that was free a moment ago and that this process has not been given before. It lies below the range from
    /// which the system takes the near end of outgoing connections, so that none of them can have it while a server
    /// that is restarted lets go of it.
    package static func pick() throws -> Int {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<32_000)
            guard (try? HeldPort(port)) != nil else { continue }
            if given.withLock({ $0.insert(port).inserted }) { return Int(port) }
        }
        throw Failure(description: "no unused loopback port in 100 attempts")
    }
}
