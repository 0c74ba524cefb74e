import ConfigurationReader
import RouterCore

/// One entry of `destinations`.
package struct ConfiguredDestination: Sendable {
    package let name: String
    package let kind: String
    package let settings: DeliverySettings
    /// All that the entry says, to tell whether it has changed; holds secrets.
    package let content: [String: SectionContent]
    package let make: DestinationFactory.Make
}
