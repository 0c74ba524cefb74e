package import AtRest
import Foundation

/// Keeps the ledger in a small file, sealed where the journal is. Calls block on disk.
package struct LargeRequestFile: Sendable {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private let path: String
    private let vault: Vault

    package init(path: String, vault: Vault) {
        self.path = path
        self.vault = vault
    }

    /// What was written last; an empty ledger where there is no file.
    package func load() throws(Failure) -> LargeRequestLedger {
        guard FileManager.default.fileExists(atPath: path) else { return LargeRequestLedger() }
        do {
            let bytes = try vault.open([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
            return try JSONDecoder().decode(LargeRequestLedger.self, from: Data(bytes))
        } catch {
            throw Failure(description: "\(path) cannot be read: \(error)")
        }
    }

    /// Replaces the file; what was there stays until the new one is durable.
    package func save(_ ledger: LargeRequestLedger) throws(Failure) {
        do {
            let bytes = try vault.seal([UInt8](JSONEncoder().encode(ledger)))
            try DurableFile.replace(path, with: bytes)
        } catch {
            throw Failure(description: "\(path) cannot be written: \(error)")
        }
    }
}
