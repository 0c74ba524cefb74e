import ConfigurationReader
import PayloadFetching
import RouterCore

extension ConfiguredDestination {
    /// The name under which pointers wait, and are told of in `/status` and the log.
    static let payloadsName = PayloadFetcher.kind

    /// What works off pointers to payloads: a destination like any other, but for the routes, which do not name it.
    static func payloads(_ configuration: PayloadFetcherConfiguration) -> ConfiguredDestination {
        ConfiguredDestination(
            name: payloadsName,
            kind: PayloadFetcher.kind,
            settings: PayloadFetcherConfiguration.delivery,
            content: [
                "fetch_hosts": .list(configuration.hosts.map { .scalar($0.text, isPlain: true) }),
                "max_body": .scalar("\(configuration.maxBytes)", isPlain: true),
            ],
            make: { PayloadFetcher(configuration: configuration, context: $0) }
        )
    }
}
