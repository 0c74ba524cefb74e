/// When an object may be written.
package enum PutCondition: Sendable, Hashable {
    /// Whatever is there: for objects whose key stands for their content.
    case always
    /// Nothing has the key.
    case absent
    /// What has the key is still this version.
    case unchanged(version: String)
}
