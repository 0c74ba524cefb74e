import RouterCore

/// Which bit of a `DestinationSet` stands for which destination, for as long as the process lives.
///
/// A bit never changes its meaning: requests that were routed before a reload are appended after it. So a name keeps its
/// place when its destination is removed, and gets it back when it returns; the table starts anew with the next process.
package struct DestinationTable: Sendable, Hashable {
    package private(set) var names: [String]

    package init(names: [String]) {
        self.names = names
    }

    /// The table with places for `more` that have none yet; nil where there are no more places.
    package func adding(_ more: [String]) -> DestinationTable? {
        var table = self
        table.names += more.filter { !names.contains($0) }
        return table.names.count <= DestinationSet.capacity ? table : nil
    }

    /// The bit of a destination; empty where it has no place.
    package func bit(of name: String) -> DestinationSet {
        names.firstIndex(of: name).map { DestinationSet(index: $0) } ?? []
    }

    /// Routes whose bits stand for `order`, as routes whose bits stand for this table.
    package func routes(_ routes: Routes, of order: [String]) -> Routes {
        if order.elementsEqual(names.prefix(order.count)) { return routes }
        return Routes(
            routes.routes.map { route in
                var destinations: DestinationSet = []
                for (index, name) in order.enumerated()
                where route.destinations.contains(DestinationSet(index: index)) {
                    destinations.formUnion(bit(of: name))
                }
                return Route(match: route.match, destinations: destinations, isStrict: route.isStrict)
            }
        )
    }
}
