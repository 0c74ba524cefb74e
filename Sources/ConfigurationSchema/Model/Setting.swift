/// A key of a section: what may stand behind it, and what a person should know of it.
package struct Setting: Sendable {
    package let name: String
    package let type: SettingType
    /// One or two sentences, with the unit where there is one.
    package let summary: String
    package let isRequired: Bool
    /// Whether the key may be written with nothing behind it, which reads as if it were left out.
    package let takesBlank: Bool
    package let defaultValue: SettingDefault?

    init(
        _ name: String,
        _ type: SettingType,
        _ summary: String,
        isRequired: Bool = false,
        takesBlank: Bool? = nil,
        default defaultValue: SettingDefault? = nil
    ) {
        self.name = name
        self.type = type
        self.summary = summary
        self.isRequired = isRequired
        self.takesBlank = takesBlank ?? !isRequired
        self.defaultValue = defaultValue
    }
}
