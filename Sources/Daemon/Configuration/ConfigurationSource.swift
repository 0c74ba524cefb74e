import ConfigurationReader
import Intake
import NIOPosix

/// The file that the configuration comes from, to be read as often as somebody asks.
package struct ConfigurationSource: Sendable {
    /// Every mistake of a file, in words for the person who wrote it.
    package struct Rejection: Error, Sendable, Hashable, CustomStringConvertible {
        package let path: String
        /// One for each mistake: place, what is wrong, the line and a caret.
        package let mistakes: [String]

        package var description: String {
            let count = mistakes.count == 1 ? "1 mistake" : "\(mistakes.count) mistakes"
            return (mistakes + ["\(path): \(count)"]).joined(separator: "\n\n")
        }
    }

    package let path: String
    private let catalogue: [DestinationFactory]

    package init(path: String, catalogue: [DestinationFactory] = .all) {
        self.path = path
        self.catalogue = catalogue
    }

    /// Reads the file, and every file that it refers to. Blocks on disk.
    package func load() throws(Rejection) -> DaemonConfiguration {
        let file: ConfigurationFile
        do {
            file = try ConfigurationFile(path: path)
        } catch {
            throw Rejection(path: path, mistakes: ["\(path): error: \(error.reason)"])
        }
        let (configuration, diagnostics) = DaemonConfiguration.load(file, catalogue: catalogue)
        guard let configuration else { throw Rejection(path: path, mistakes: diagnostics.map(\.description)) }
        return configuration
    }

    /// Where the daemon of this file listens, whatever mistakes the rest of it may have; the variables that the daemon
    /// was started with need not be set here.
    package func listeners() throws(Rejection) -> [ListenerConfiguration] {
        let file: ConfigurationFile
        do {
            file = try ConfigurationFile(path: path)
        } catch {
            throw Rejection(path: path, mistakes: ["\(path): error: \(error.reason)"])
        }
        guard let root = file.root else {
            throw Rejection(path: path, mistakes: file.diagnostics.map(\.description))
        }
        return DaemonConfigurationReader(root: root, catalogue: catalogue).read().listeners
    }

    /// As `load`, on a thread that may block.
    func loadElsewhere() async -> Result<DaemonConfiguration, Rejection> {
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                Result { () throws(Rejection) in try load() }
            }
        } catch {
            return .failure(Rejection(path: path, mistakes: ["\(path): error: the daemon is stopping"]))
        }
    }
}
