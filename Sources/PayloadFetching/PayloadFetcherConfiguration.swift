package import RouterCore

/// Where payloads may be fetched from, and how large they may be.
package struct PayloadFetcherConfiguration: Sendable, Hashable {
    package var hosts: [PayloadHost]
    /// In bytes, compressed or not.
    package var maxBytes: Int

    package init(hosts: [PayloadHost], maxBytes: Int) {
        self.hosts = hosts
        self.maxBytes = maxBytes
    }

    /// How pointers are worked off: at once, several at a time, and often again, because their URLs soon end.
    package static let delivery: DeliverySettings = {
        var settings = DeliverySettings()
        settings.timeout = .seconds(60)
        settings.limits = PayloadFetcher.defaultLimits
        settings.retryInitial = .milliseconds(500)
        settings.retryMax = .seconds(15)
        return settings
    }()
}
