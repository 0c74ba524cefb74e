import ConfigurationReader
import RouterCore

/// Reads `destinations`.
struct DestinationsSectionReader {
    struct Result {
        /// Every name that is written, also of those with mistakes, so that routes to them are no further mistakes.
        var names: [String] = []
        /// Where each of them is written.
        var positions: [SourcePosition] = []
        var configured: [ConfiguredDestination] = []
    }

    let root: ConfigurationSection
    let catalogue: [DestinationFactory]

    func read() -> Result {
        var result = Result()
        guard let section = root.section("destinations", title: "the destinations"), !section.keys.isEmpty else {
            root.report("'destinations' must name at least one destination", at: "destinations")
            return result
        }
        result.names = section.keys
        result.positions = section.keys.map { section.keyPosition(of: $0) ?? section.position }
        if result.names.count > DestinationSet.capacity {
            section.report("\(result.names.count) destinations are more than the \(DestinationSet.capacity) possible")
        }
        for name in result.names {
            if !Self.isValid(name) {
                let position = section.keyPosition(of: name) ?? section.position
                section.report("a destination's name is 1 to 64 letters, digits, '_' or '-'", at: position)
            }
            guard let entry = section.section(name, title: "a destination") else {
                if section.isBlank(name) { section.report("'\(name)' must be a mapping with a kind", at: name) }
                continue
            }
            if let destination = read(entry, name: name) { result.configured.append(destination) }
        }
        section.finish()
        return result
    }

    private func read(_ section: ConfigurationSection, name: String) -> ConfiguredDestination? {
        guard section.requiredString("kind") != nil,
            let kind = section.choice("kind", among: catalogue.map(\.kind).sorted()),
            let factory = catalogue.first(where: { $0.kind == kind })
        else {
            // Which keys there are depends on the kind.
            section.finishWithoutCheckingKeys()
            return nil
        }
        section.title = "a \(kind) destination"
        let reports = section.reports
        let settings = DeliverySettingsReader(section: section, factory: factory).read()
        let make = factory.configure(section)
        section.finish()
        // Never left out without a word: the routes' bits go by the places of the destinations that are read.
        if make == nil, section.reports == reports {
            section.report("this destination cannot be read: compare its keys with the README")
        }
        return make.map {
            ConfiguredDestination(name: name, kind: kind, settings: settings, content: section.content, make: $0)
        }
    }

    private static func isValid(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
