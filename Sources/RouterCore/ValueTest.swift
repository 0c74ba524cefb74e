import ConfigurationReader
import JSONScanner

/// What `where` asks of a value in the payload.
package enum ValueTest: Sendable, Hashable {
    /// Equals one of these: strings by their characters, numbers by their value.
    case equals([ConfigurationScalar])
    case below(Double)
    case above(Double)
    /// Is a string in which the expression is found.
    case matches(TextPattern)

    func matches(_ value: JSONValue) -> Bool {
        switch self {
        case .equals(let scalars): scalars.contains { Self.equal($0, value) }
        case .below(let bound): value.double.map { $0 < bound } ?? false
        case .above(let bound): value.double.map { $0 > bound } ?? false
        case .matches(let pattern): value.string.map(pattern.matches) ?? false
        }
    }

    private static func equal(_ scalar: ConfigurationScalar, _ value: JSONValue) -> Bool {
        switch scalar {
        case .string(let string): value.string == string
        case .number(let number): value.double == number
        case .bool(let bool): value.bool == bool
        case .null: value.kind == .null
        }
    }
}
