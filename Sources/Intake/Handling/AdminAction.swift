/// What the daemon can be asked to do on an admin listener that only this machine can reach.
///
/// Such a listener asks nobody who they are, so a request must show that it is no web page's doing: it carries
/// `X-Distributary-Command` with the action's name, which a page of another origin cannot send without being allowed to,
/// and no `Origin`, which a browser adds whatever name the page was loaded under.
package enum AdminAction: String, Sendable, Hashable, CaseIterable {
    /// Read the configuration again.
    case reload
    /// Drop what waits for a destination that is no longer configured.
    case forget
    /// Send a stretch of the journal to one destination again.
    case replay
    /// Tell of outcomes as they happen.
    case tail

    /// The header field that names the action.
    package static let header = "X-Distributary-Command"

    /// The action that is asked for at `/name`.
    init?(path: String) {
        guard path.first == "/" else { return nil }
        self.init(rawValue: String(path.dropFirst()))
    }

    /// Refuses a request that may come from elsewhere than the command line of this machine.
    func check(_ head: RequestHead, role: ListenerRole) throws(Problem) {
        guard head.method == .post else { throw .methodNotAllowed(allow: "POST") }
        guard role.contains(.local) else { throw .commandsAreLocal }
        guard !head.hasOrigin, head.command == rawValue else { throw .notACommand }
    }
}
