import Foundation

/// Reads the configuration and the files it refers to.
enum BoundedFile {
    static let sizeLimit = 1 << 20

    static func read(_ path: String) throws(FileProblem) -> String {
        guard let file = fopen(path, "re") else {
            throw FileProblem(reason: errno == ENOENT ? "does not exist" : "cannot be opened: \(errorText())")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        if ferror(file) != 0 {
            throw FileProblem(reason: errno == EISDIR ? "is a folder" : "cannot be read: \(errorText())")
        }
        guard count <= sizeLimit else { throw FileProblem(reason: "is larger than 1 MiB") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw FileProblem(reason: "is not UTF-8 text")
        }
        return text
    }

    private static func errorText() -> String {
        String(cString: strerror(errno))
    }
}
