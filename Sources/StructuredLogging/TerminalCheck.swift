import Foundation

enum TerminalCheck {
    static var isStandardOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
