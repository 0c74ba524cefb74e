import RouterCore

extension SettingSection {
    private static let delivery = DeliverySettings()
    private static let retryDelays: ClosedRange<Duration> = .milliseconds(1) ... .seconds(7 * 86_400)

    static let retry = SettingSection([
        Setting(
            "initial",
            .duration(retryDelays),
            "The delay before the first retry; each further one is up to twice as long.",
            default: .duration(delivery.retryInitial)
        ),
        Setting("max", .duration(retryDelays), "The longest delay.", default: .duration(delivery.retryMax)),
        Setting(
            "give_up_after",
            .duration(.zero ... .seconds(1_000 * 365 * 86_400), or: "never"),
            "How long an event is tried before it becomes a dead letter.",
            default: "never"
        ),
    ])

    static let backlog = SettingSection([
        Setting(
            "max_size",
            .size((1 << 20)...Int.max),
            "How much may wait for the destination.",
            default: .words("what journal.max_size leaves")
        ),
        Setting(
            "when_full",
            .choice(of: DeliverySettings.WhenFull.self),
            """
            What happens over max_size: refuse (intake answers 503), drop_oldest (counted and logged) or dead_letter.
            """,
            default: .choice(delivery.whenFull)
        ),
    ])

    static let deadLetters = SettingSection([
        Setting(
            "warn_at",
            .integer(1...Int.max),
            "The number of dead letters at which the log warns, and again whenever it has doubled.",
            default: .count(delivery.deadLettersWarnAt)
        )
    ])

    static func batch(_ limits: BatchLimits) -> SettingSection {
        SettingSection([
            Setting(
                "max_events",
                .integer(1...100_000),
                "The most events of a batch.",
                default: .count(limits.maxEvents)
            ),
            Setting(
                "max_size",
                .size(1024...(256 << 20)),
                "The most bytes of payload of a batch; a larger event goes alone.",
                default: .size(limits.maxBytes)
            ),
            Setting(
                "max_age",
                .duration(.zero ... .seconds(3600)),
                "How long an event waits for others to join it.",
                default: .duration(limits.maxAge)
            ),
        ])
    }
}
