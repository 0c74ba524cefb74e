import Foundation
import RouterCore

/// One profile of the shared credentials and config files; what stands in both is taken from the former (AWS SDKs and
/// Tools Reference Guide, "Shared config and credentials files").
struct AWSProfile {
    /// The most bytes that one of the files may have.
    private static let maximumFileSize = 1 << 20

    private let values: [String: String]

    /// Nil where neither file has the profile. Throws where a file is there and cannot be read.
    init?(named name: String, in environment: AWSEnvironment) throws(DestinationFailure) {
        let sections = name == "default" ? ["default", "profile default"] : ["profile \(name)"]
        let config = try Self.section(sections, of: environment.configFile)
        let credentials = try Self.section([name], of: environment.credentialsFile)
        guard config != nil || credentials != nil else { return nil }
        values = (config ?? [:]).merging(credentials ?? [:]) { $1 }
    }

    /// Nil where the key is missing or empty.
    subscript(key: String) -> String? {
        values[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func section(_ names: [String], of path: String) throws(DestinationFailure) -> [String: String]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: maximumFileSize)
        else {
            throw .needsAttention(reason: "\(path) with AWS credentials cannot be read: check its permissions")
        }
        return section(names, in: String(decoding: data, as: UTF8.self))
    }

    /// The keys of the sections of these names; lines that are indented belong to a nested value and are not read.
    static func section(_ names: [String], in text: String) -> [String: String]? {
        var found: [String: String]?
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                let name = line.dropFirst().prefix { $0 != "]" }.replacing("\"", with: "")
                isInside = names.contains(name.split(separator: " ").joined(separator: " "))
                if isInside { found = found ?? [:] }
            } else if isInside, !first.isWhitespace, let sign = line.firstIndex(of: "=") {
                let key = line[..<sign].trimmingCharacters(in: .whitespaces).lowercased()
                found?[key] = line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return found
    }
}
