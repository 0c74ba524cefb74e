import ConfigurationReader
import RouterCore

/// Reads `routes`, and sees that every destination is named by one.
struct RoutesSectionReader {
    let root: ConfigurationSection
    /// In the order of their bits.
    let destinations: DestinationsSectionReader.Result

    func read() -> Routes {
        let sections = root.sections("routes", title: "route")
        if !root.has("routes") || root.isBlank("routes") || sections?.isEmpty ?? false {
            let example = names.first ?? "name"
            root.report("'routes' must list at least one route, such as `- to: [\(example)]`", at: "routes")
        }
        guard let sections, !sections.isEmpty else { return Routes([]) }
        var named = DestinationSet()
        let routes = sections.map { section in
            let route = read(section)
            named.formUnion(route.destinations)
            return route
        }
        for (index, name) in names.prefix(DestinationSet.capacity).enumerated()
        where !named.contains(DestinationSet(index: index)) {
            root.report(
                "no route names the destination '\(name)': nothing would ever go there",
                at: destinations.positions[index]
            )
        }
        return Routes(routes)
    }

    private func read(_ section: ConfigurationSection) -> Route {
        var match: Match?
        if let matchSection = section.section("match", title: "a match") {
            match = Match.parse(matchSection)
            matchSection.finish()
        } else if section.isBlank("match") {
            section.report("'match' is empty; leave it out to take every event", at: "match")
        }
        let targets = readTargets(section)
        let isStrict = section.bool("strict") ?? false
        section.finish()
        return Route(match: match, destinations: targets, isStrict: isStrict)
    }

    private func readTargets(_ section: ConfigurationSection) -> DestinationSet {
        let targets = section.placedStrings("to")
        if !section.has("to") || section.isBlank("to") || targets?.isEmpty ?? false {
            section.report("'to' must name at least one destination", at: "to")
        }
        var set = DestinationSet()
        for (name, position) in targets ?? [] {
            if names.contains(name) {
                set.formUnion(bit(name))
            } else {
                // The name itself is not repeated: it may have come from a file or from the environment.
                let meant = Suggestion.nearest(to: name, among: names)
                let hint = meant.map { "; did you mean '\($0)'?" } ?? ";"
                let known = names.isEmpty ? "there is none" : "there are: \(names.joined(separator: ", "))"
                section.report("no destination has this name\(hint) \(known)", at: position)
                // Counts as named, so that a slip is not reported twice.
                set.formUnion(meant.map(bit) ?? [])
            }
        }
        return set
    }

    /// Empty for a destination beyond those that a set can hold, which is reported where they are read.
    private func bit(_ name: String) -> DestinationSet {
        guard let index = names.firstIndex(of: name), index < DestinationSet.capacity else { return [] }
        return DestinationSet(index: index)
    }

    private var names: [String] { destinations.names }
}
