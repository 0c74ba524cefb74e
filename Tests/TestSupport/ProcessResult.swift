/// How a program ended and what it wrote.
package struct ProcessResult: Sendable {
    /// The exit code, or the number of the signal that ended it.
    package let status: Int32
    package let output: String
    package let errorOutput: String
}
