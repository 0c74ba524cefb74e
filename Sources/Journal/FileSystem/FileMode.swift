/// How a file is opened.
package enum FileMode: Sendable, Hashable {
    /// An existing file, for reading.
    case read
    /// An existing file, for reading and writing.
    case write
    /// A new file, for reading and writing; an error where the name is taken.
    case create
}
