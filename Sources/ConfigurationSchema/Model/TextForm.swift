/// Which strings a key takes. Whatever the form, a string with a `${reference}` in it is taken: what it stands for is not
/// known in an editor.
package struct TextForm: Sendable, Hashable {
    /// The regular expression that the whole string matches; nil for any string.
    package let pattern: String?
    /// Whether digits alone can be such a string, so that a number without quotes is taken too.
    package let takesNumbers: Bool

    init(_ pattern: String?, takesNumbers: Bool = true) {
        self.pattern = pattern
        self.takesNumbers = takesNumbers
    }

    /// Any string, the empty one too.
    static let any = TextForm(nil)
    /// Any string but the empty one.
    static let some = TextForm("\(anyCharacter)+")
    /// An absolute `http` or `https` URL.
    static let url = TextForm("[Hh][Tt][Tt][Pp][Ss]?://[^/]\(anyCharacter)*", takesNumbers: false)
    /// `host:port`, `[address]:port` or `unix:path`.
    static let address = TextForm(
        "unix:\(anyCharacter){1,107}|(?:\\[[^\\]]+\\]|[^:]+):0*(?:\(port))",
        takesNumbers: false
    )
    /// An offset from UTC.
    static let offset = TextForm("[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?")

    /// A string of so many of the characters in the brackets of a regular expression.
    static func characters(_ characters: String, _ count: ClosedRange<Int>) -> TextForm {
        TextForm("[\(characters)]{\(count.lowerBound),\(count.upperBound)}")
    }

    /// A character, of a line's end too.
    static let anyCharacter = "[\\s\\S]"

    private static let port = "6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5]?[0-9]{1,4}"
}
