import Daemon

/// Why a command ends without success, in words for the person who called it.
struct CommandFailure: Error, CustomStringConvertible {
    /// The work failed.
    static let failed: Int32 = 1
    /// The command or the configuration is wrong.
    static let wrongInput: Int32 = 2

    let description: String
    let code: Int32

    init(_ description: String, code: Int32 = CommandFailure.failed) {
        self.description = description
        self.code = code
    }

    /// What a part of the daemon says.
    init(_ error: any Error) {
        description = "distributary: \(Daemon.describe(error))"
        code = Daemon.isConfigurationMistake(error) ? Self.wrongInput : Self.failed
    }
}
