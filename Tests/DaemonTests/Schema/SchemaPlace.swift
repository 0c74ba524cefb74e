import ConfigurationSchema
import Testing

/// A section where it may stand in a configuration that is well otherwise.
struct SchemaPlace: CustomTestStringConvertible {
    /// The keys that lead there, from the top level.
    let path: [String]
    let section: SettingSection
    /// What stands before and after the section, all of it in YAML's flow style.
    let before: String
    let after: String

    var testDescription: String { path.isEmpty ? "the top level" : path.joined(separator: ".") }

    /// The kind of the destination that the section is or belongs to.
    var kind: String? { path.first == "destinations" && path.count > 1 ? path[1] : nil }

    /// The configuration in which the section has `keys` beside what it cannot be without.
    func document(_ keys: [(key: String, value: String)]) -> String {
        let needed = SchemaNeeds.keys(in: self, beside: keys.map(\.key))
        let members = (needed + keys).map { "\($0.key): \($0.value)" }
        return "\(before){\(members.joined(separator: ", "))}\(after)"
    }
}
