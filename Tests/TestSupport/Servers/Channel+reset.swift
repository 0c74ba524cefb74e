import Foundation
import NIOCore

extension Channel {
    /// Closes the connection with a TCP reset instead of an orderly end.
    func resetConnection() {
        let noLinger = linger(l_onoff: 1, l_linger: 0)
        guard let socket = self as? any SocketOptionProvider else { return close(promise: nil) }
        socket.setSoLinger(noLinger).whenComplete { _ in self.close(promise: nil) }
    }
}
