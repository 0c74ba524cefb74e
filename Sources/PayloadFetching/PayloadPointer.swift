internal import JSONScanner
package import RouterCore

/// What an `s3_payload` event says: where its payload lies, and for how long.
package struct PayloadPointer: Sendable, Hashable {
    /// How long a URL lives that does not say so, and the longest that one is believed, in seconds.
    private static let defaultLife = 600
    private static let maxLife = 86_400

    /// Nil where the event names none. It is as good as a password: to be requested, never to be shown.
    package let url: String?
    /// Seconds from the receipt of the event.
    package let life: Int

    package init(_ event: Event) {
        var url: String?
        var life = Self.defaultLife
        withTrustedJSON(event.payload) { root in
            for (key, value) in root.members {
                switch key {
                case "url": url = value.string
                case "expires_in":
                    let seconds = value.integer ?? value.string.flatMap { Int64($0) }
                    life = seconds.map { Int(clamping: $0) } ?? Self.defaultLife
                default: break
                }
            }
        }
        self.url = url
        self.life = min(max(life, 0), Self.maxLife)
    }
}
