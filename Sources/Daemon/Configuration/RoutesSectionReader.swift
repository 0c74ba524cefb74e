import ConfigurationReader
import RouterCore

/// Reads `routes`, and sees that every destination is named by one.
struct RoutesSectionReader {
    let root: ConfigurationSection
    /// The names of the destinations, in the order of their bits.
    let names: [String]

    func read() -> Routes {
        guard let sections = root.sections("routes", title: "route"), !sections.isEmpty else {
            root.report("'routes' must list at least one route, such as `- to: [\(names.first ?? "name")]`", at: "routes")
            return Routes([])
        }
        var named = DestinationSet()
        let routes = sections.map { section in
            let route = read(section)
            named.formUnion(route.destinations)
            return route
        }
        for (index, name) in names.prefix(DestinationSet.capacity).enumerated()
        where !named.contains(DestinationSet(index: index)) {
            root.report("no route names the destination '\(name)': nothing would ever go there", at: "destinations")
        }
        return Routes(routes)
    }

    private func read(_ section: ConfigurationSection) -> Route {
        var match: Match?
        if let matchSection = section.section("match", title: "a match") {
            match = Match.parse(matchSection)
            matchSection.finish()
        }
        var destinations = DestinationSet()
        if let targets = section.strings("to"), !targets.isEmpty {
            for target in targets {
                if let index = names.firstIndex(of: target) {
                    if index < DestinationSet.capacity { destinations.insert(DestinationSet(index: index)) }
                } else {
                    let known = names.joined(separator: ", ")
                    section.report("there is no destination '\(target)'; there are: \(known)", at: "to")
                }
            }
        } else if !section.has("to") || section.strings("to")?.isEmpty ?? false {
            section.report("'to' must name at least one destination", at: "to")
        }
        section.finish()
        return Route(match: match, destinations: destinations)
    }
}
