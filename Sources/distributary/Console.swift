import Foundation

/// What commands say to the person at the terminal.
enum Console {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// A line on standard output.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Bytes on standard output, as they are.
    static func bytes(_ bytes: some Sequence<UInt8>) {
        FileHandle.standardOutput.write(Data(bytes))
    }

    /// A line on standard error.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Rewrites the current line of a terminal; nothing where standard error is none.
    static func progress(_ text: String) {
        guard isTerminal else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Ends the process without what C libraries do at an exit: OpenSSL frees there what threads of ours, which may be at
    /// work, still use.
    static func end(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
