/// What is wrong with a file of readings, and on which line (from 1).
package struct ReadingsFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let line: Int
    package let message: String

    package var description: String { "line \(line): \(message)" }
}
