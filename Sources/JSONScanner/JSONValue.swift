/// A value inside a JSON text that has been validated as a whole. It points into the text's memory: use it only
/// inside the closure that `withJSON` handed it to.
package struct JSONValue {
    package enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case bool
        case null
    }

    /// The whole text.
    let text: UnsafeRawBufferPointer
    /// Where the value lies in the text, without surrounding white space.
    package let range: Range<Int>

    init(text: UnsafeRawBufferPointer, range: Range<Int>) {
        self.text = text
        self.range = range
    }

    package var kind: Kind { .null }

    /// The value of an object's member; the last one where the key is there twice. Nil if absent or not an object.
    package subscript(_ key: StaticString) -> JSONValue? { nil }

    /// As the other subscript, for keys known only at run time.
    package subscript(_ key: String) -> JSONValue? { nil }

    /// The string, unescaped; nil if the value is no string. Lone surrogates become U+FFFD.
    package var string: String? { nil }
    /// True if the value is a string that no `String` holds faithfully (lone surrogate) or that holds U+0000.
    package var isUnstorableString: Bool { false }
    /// The number; nil if the value is no number.
    package var double: Double? { nil }
    /// The number where it is a whole one that fits; nil otherwise.
    package var integer: Int64? { nil }
    package var bool: Bool? { nil }

    /// Calls `body` for each member in the order of the text; the key is unescaped.
    package func forEachMember<E: Error>(_ body: (String, JSONValue) throws(E) -> Void) throws(E) {}

    /// Calls `body` for each element of an array, in order.
    package func forEachElement<E: Error>(_ body: (Int, JSONValue) throws(E) -> Void) throws(E) {}
}
