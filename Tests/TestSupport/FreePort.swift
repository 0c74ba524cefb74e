import Foundation
import Synchronization

/// Finds loopback TCP ports that nothing listens on.
package enum FreePort {
    /// Why no port could be found.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private static let given = Mutex<Set<UInt16>>([])

    /// A port that was free a moment ago and that this process has not been given before.
    package static func pick() throws -> Int {
        for _ in 0..<100 {
            let port = try ephemeral()
            if given.withLock({ $0.insert(port).inserted }) { return Int(port) }
        }
        throw Failure(description: "no unused loopback port in 100 attempts")
    }

    private static func ephemeral() throws -> UInt16 {
        let held = try HeldPort(0)
        return held.port
    }
}
