import Foundation

/// The variables and files that AWS's tools are set up with.
package struct AWSEnvironment: Sendable {
    package var variables: [String: String]

    package init(variables: [String: String]) {
        self.variables = variables
    }

    /// That of this process.
    package static var process: AWSEnvironment { AWSEnvironment(variables: ProcessInfo.processInfo.environment) }

    /// Nil where the variable is missing or empty.
    package subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The profile that is used where none is written.
    var profile: String { self["AWS_PROFILE"] ?? self["AWS_DEFAULT_PROFILE"] ?? "default" }

    var credentialsFile: String { self["AWS_SHARED_CREDENTIALS_FILE"].map(expanded) ?? home(".aws/credentials") }

    var configFile: String { self["AWS_CONFIG_FILE"].map(expanded) ?? home(".aws/config") }

    /// The region of the variables, else of the profile. Reads files.
    package func region(profile: String?) -> String? {
        self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"]
            ?? (try? AWSProfile(named: profile ?? self.profile, in: self))?["region"]
    }

    private func home(_ path: String) -> String {
        "\(self["HOME"] ?? NSHomeDirectory())/\(path)"
    }

    private func expanded(_ path: String) -> String {
        path.hasPrefix("~/") ? home(String(path.dropFirst(2))) : path
    }
}
