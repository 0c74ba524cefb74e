import ConfigurationReader

extension CloudEventsOptions {
    /// Over HTTP an event is binary unless the user says otherwise; elsewhere there is one way only.
    init?(_ section: ConfigurationSection, carrier: PayloadCarrier) {
        self.init()
        mode = carrier == .request ? .binary : .structured
        guard let events = section.section("cloudevents", title: "the format cloudevents") else { return }
        defer { events.finish() }
        mode = events.choice("mode", among: carrier.cloudEventsModes.map(\.rawValue)).flatMap(Mode.init) ?? mode
        source = events.string("source") ?? source
        typePrefix = events.string("type_prefix") ?? typePrefix
        guard !source.isEmpty, source.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            events.report("'source' must be a URI, or a reference of one", at: "source")
            return nil
        }
    }
}

extension PayloadCarrier {
    fileprivate var cloudEventsModes: [CloudEventsOptions.Mode] {
        switch self {
        case .request: CloudEventsOptions.Mode.allCases
        case .message, .file: [.structured]
        }
    }
}
