/// What holds among the keys of a section.
package enum SectionRule: Sendable {
    package enum Condition: Sendable {
        /// The key is written at all.
        case has(String)
        /// The key is written with a text behind it.
        case gives(String)
        /// The key is written with a text behind it, if only an empty one.
        case givesAny(String)
        /// The key has one of these values.
        case equals(String, [SchemaValue])
    }

    package enum Consequence: Sendable {
        /// These keys are written.
        case requires([String])
        /// These keys are not written.
        case forbids([String])
        /// The keys are not written, or with nothing behind them.
        case leavesBlank([String])
        /// The key has one of these values where it has one.
        case allows(String, [String])
        /// The key is written with one of these values.
        case needs(String, [String])
    }

    /// At least one of the keys is written.
    case atLeastOne([String])
    case implication(Condition, Consequence)

    /// Each of the two keys is written if the other is.
    static func together(_ first: String, _ second: String) -> [SectionRule] {
        [.implication(.has(first), .requires([second])), .implication(.has(second), .requires([first]))]
    }
}
