/// Which paths a listener answers, beside `/healthz` and `/readyz`, which every listener does.
package struct ListenerRole: OptionSet, Sendable, Hashable {
    /// `POST /events` and `POST /`.
    package static let intake = ListenerRole(rawValue: 1)
    /// `GET /status` and `GET /metrics`.
    package static let admin = ListenerRole(rawValue: 2)

    /// Only this machine can reach it: with `admin`, it also takes commands.
    package static let local = ListenerRole(rawValue: 4)

    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}
