/// Why a file could not be used, as the end of a sentence: "does not exist".
package struct FileProblem: Error, Sendable, Hashable {
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}
