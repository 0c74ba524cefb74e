import RouterCore

/// One entry of `destinations`.
package struct ConfiguredDestination: Sendable {
    package let name: String
    package let kind: String
    package let settings: DeliverySettings
    package let make: DestinationFactory.Make
}
