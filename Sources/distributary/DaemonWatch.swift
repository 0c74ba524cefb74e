import Backfill
import Daemon

/// Asks the running daemon which large requests are complete.
struct DaemonWatch: LargeRequestWatch {
    let daemon: DaemonClient

    func sights() async -> [String: LargeRequestSight]? {
        guard let requests = try? await daemon.status().largeRequests else { return nil }
        var sights: [String: LargeRequestSight] = [:]
        for request in requests {
            switch request.state {
            case "complete": sights[request.reference] = .complete
            case "incomplete": sights[request.reference] = .incomplete
            default: sights[request.reference] = .open
            }
        }
        return sights
    }
}
