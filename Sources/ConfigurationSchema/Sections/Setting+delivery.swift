import Daemon
import RouterCore

extension Setting {
    /// What every destination takes, with the defaults of its kind. `format` is with those that read it themselves.
    static func delivery(_ factory: DestinationFactory) -> [Setting] {
        let settings = DeliverySettings()
        var keys = [
            Setting(
                "timeout",
                .duration(.milliseconds(100) ... .seconds(3600)),
                "The bound of one attempt.",
                default: .duration(settings.timeout)
            ),
            Setting("batch", .section(.batch(factory.defaultLimits)), "What closes a batch: whichever is met first."),
            Setting(
                "concurrency",
                .integer(1...64, or: "auto"),
                "Batches in flight at once; auto: as many as make it faster, at most \(mostAtOnce(factory)).",
                default: "auto"
            ),
            Setting("rate", .rate, "The most events in a time.", default: .words("no ceiling")),
            Setting(
                "order",
                .choice(of: DeliverySettings.Order.self),
                "user: the events of one user are sent in order, across retries.",
                default: .choice(settings.order)
            ),
            versions(factory),
            Setting("retry", .definition(.retry), "How what fails for now is tried again."),
            Setting("backlog", .definition(.backlog), "How much may wait for the destination."),
            Setting("dead_letters", .definition(.deadLetters), "What the destination refused for good."),
        ]
        if !factory.takesFormat {
            keys.append(
                Setting("format", .choice(["json"]), "This kind takes payloads apart: json alone.", default: "json")
            )
        }
        return keys
    }

    private static func mostAtOnce(_ factory: DestinationFactory) -> Int { factory.defaultLimits.maxConcurrency }

    private static func versions(_ factory: DestinationFactory) -> Setting {
        let summary = "latest: of a user's day only the newest version is sent; every: all of them."
        let type = SettingType.choice(of: DeliverySettings.Versions.self)
        guard factory.isStore else {
            return Setting("versions", type, summary, default: .choice(DeliverySettings.Versions.every))
        }
        let hasLayouts = SettingSection.kinds[factory.kind]?.settings.contains { $0.name == "layout" } ?? false
        return Setting(
            "versions",
            type,
            summary,
            default: hasLayouts
                ? .words("latest, and every with `layout: batches`") : .choice(DeliverySettings.Versions.latest)
        )
    }
}
