/// A plain value of the configuration file.
package enum ConfigurationScalar: Sendable, Hashable {
    case string(String)
    case number(Double)
    case bool(Bool)
    case null
}
