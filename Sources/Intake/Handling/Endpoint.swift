/// What a path stands for on a listener.
enum Endpoint: Hashable {
    case events
    case health
    case readiness
    case status
    case metrics
    case action(AdminAction)

    /// The endpoint of a request; `notFound` where the listener's role has none at its path, `methodNotAllowed` where
    /// it takes other methods.
    init(_ head: RequestHead, role: ListenerRole) throws(Problem) {
        let isRead = head.method == .get || head.method == .head
        let endpoint: Endpoint
        switch head.path {
        case "/events" where role.contains(.intake), "/" where role.contains(.intake): endpoint = .events
        case "/healthz": endpoint = .health
        case "/readyz": endpoint = .readiness
        case "/status" where role.contains(.admin): endpoint = .status
        case "/metrics" where role.contains(.admin): endpoint = .metrics
        default:
            guard role.contains(.admin), let action = AdminAction(path: head.path) else { throw .notFound }
            try action.check(head, role: role)
            self = .action(action)
            return
        }
        if endpoint == .events {
            guard head.method == .post else { throw .methodNotAllowed(allow: "POST") }
        } else {
            guard isRead else { throw .methodNotAllowed(allow: "GET, HEAD") }
        }
        self = endpoint
    }
}
