import RouterCore

extension SettingSection {
    static let route = SettingSection([
        Setting(
            "match",
            .definition(.match),
            "Which events the route takes: those for which every key holds. Left out: every event.",
            takesBlank: false
        ),
        Setting("to", .texts(.some), "The names of the destinations, one or a list.", isRequired: true),
        Setting(
            "strict",
            .flag,
            "Whether an event that has nothing for a destination's format is a dead letter there, and not skipped.",
            default: false
        ),
    ])

    static let match = SettingSection([
        condition("type", .texts(.some), "The event's type, such as body, daily, auth; one or a list."),
        condition("provider", .texts(.some), "The user's provider, such as DEXCOM, in any case; one or a list."),
        condition("user", .section(.user), "The user's ids; * stands for any characters, ? for one."),
        condition("glucose", .section(.glucose), "The event's glucose readings, in mg/dL."),
        condition("any", .list(of: .match), "At least one of these matches holds."),
        condition("all", .list(of: .match), "All of these matches hold."),
        condition("not", .definition(.match), "This match does not hold."),
        condition(
            "where",
            .mapping(names: "(?:/(?:[^~/]|~[01])*)*", of: .valueTests),
            "Values in the payload: from each JSON pointer, in which * stands for every element, to its tests."
        ),
    ])

    private static let user = SettingSection(
        [
            condition("user_id", .text(.any), "Terra's user id; * stands for any characters, ? for one."),
            condition("reference_id", .text(.any), "Your own id of the user; * stands for any characters, ? for one."),
        ],
        rules: [.atLeastOne(["user_id", "reference_id"])]
    )

    private static let glucose = SettingSection(
        [
            condition("below", .number, "The reading is below this, in mg/dL."),
            condition("above", .number, "The reading is above this, in mg/dL."),
            condition(
                "of",
                .choice(of: GlucoseCondition.Scope.self),
                "Which readings: the latest of the event, or any of them.",
                default: .choice(GlucoseCondition().scope)
            ),
        ],
        rules: [.atLeastOne(["below", "above"])]
    )

    private static let tests = ["equals", "in", "below", "above", "matches"]

    static let valueTests = SettingSection(
        [
            Setting("equals", .scalar, "The value is this one: a string, a number, true, false or null."),
            condition("in", .scalars, "The value is one of these."),
            condition("below", .number, "The value is a number below this."),
            condition("above", .number, "The value is a number above this."),
            condition("matches", .text(.some), "A regular expression (ICU) that is found in the value, a string."),
            condition("exists", .flag, "Whether there is such a value at all."),
        ],
        rules: [
            .atLeastOne(tests + ["exists"]),
            .implication(.equals("exists", [false]), .forbids(tests)),
        ]
    )

    /// A key of the match language, which is never left empty: a condition that is not there would match too much.
    private static func condition(
        _ name: String,
        _ type: SettingType,
        _ summary: String,
        default defaultValue: SettingDefault? = nil
    ) -> Setting {
        Setting(name, type, summary, takesBlank: false, default: defaultValue)
    }
}
