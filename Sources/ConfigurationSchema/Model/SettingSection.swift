/// A mapping with known keys.
package struct SettingSection: Sendable {
    package let settings: [Setting]
    /// What holds among the keys.
    package let rules: [SectionRule]

    init(_ settings: [Setting], rules: [SectionRule] = []) {
        self.settings = settings
        self.rules = rules
    }
}
