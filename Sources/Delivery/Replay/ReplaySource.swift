package import RouterCore

/// Where a courier reads what is to be sent again.
package struct ReplaySource: Sendable {
    package let archive: any EventArchive
    /// Whether the routes that are in force now send an event to the destination.
    package let wants: @Sendable (Event) -> Bool
    /// Whether an event was routed to the destination when it was accepted, so that its backlog holds it.
    package let names: @Sendable (Event) -> Bool

    package init(
        archive: any EventArchive,
        wants: @escaping @Sendable (Event) -> Bool,
        names: @escaping @Sendable (Event) -> Bool
    ) {
        self.archive = archive
        self.wants = wants
        self.names = names
    }
}
