/// A pattern for a whole string: `*` stands for any run of characters, `?` for one character.
package struct Glob: Sendable, Hashable {
    package let pattern: String
    private let scalars: [Unicode.Scalar]

    package init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    /// Takes time proportional to the product of both lengths at worst.
    package func matches(_ text: String) -> Bool {
        let text = text.unicodeScalars
        var position = text.startIndex
        var index = 0
        // Where to go on if what follows the last `*` does not fit: the star takes one character more.
        var retry: (index: Int, position: String.Index)?
        while position < text.endIndex {
            if index < scalars.count, scalars[index] == "*" {
                index += 1
                retry = (index, position)
            } else if index < scalars.count, scalars[index] == "?" || scalars[index] == text[position] {
                index += 1
                position = text.index(after: position)
            } else if let last = retry {
                index = last.index
                position = text.index(after: last.position)
                retry = (index, position)
            } else {
                return false
            }
        }
        return scalars[index...].allSatisfy { $0 == "*" }
    }
}
