import ConfigurationReader
import Foundation
import HTTPTransport
import Signing

/// Where a storage account is and what opens it.
package struct StorageAccount: Sendable {
    package let endpoint: BlobEndpoint
    package let credential: BlobCredential
    /// The container that a `sas_url` names, if it does.
    let container: String?

    init(endpoint: BlobEndpoint, credential: BlobCredential, container: String? = nil) {
        self.endpoint = endpoint
        self.credential = credential
        self.container = container
    }

    /// Reads `connection_string`, or `sas_url`, or `account`, `account_key` and `endpoint`. What is missing comes from
    /// the environment, under the names that Azure's command line reads; a key or signature there counts only where it
    /// is of the account that the section names.
    init?(_ section: ConfigurationSection, environment: [String: String]) {
        let reader = AccountReader(section: section, environment: environment)
        let text = (
            connection: section.string("connection_string"), sas: section.string("sas_url"),
            account: section.string("account"), key: section.string("account_key"), endpoint: section.string("endpoint")
        )
        guard reader.namesOneCredential() else { return nil }
        var account: StorageAccount?
        if let connection = text.connection {
            account = reader.account(connectionString: connection, at: "connection_string")
        } else if let url = text.sas {
            account = reader.account(sasURL: url)
        } else if let key = ["connection_string", "sas_url"].first(where: section.has) {
            if section.isBlank(key) { section.report("'\(key)' must not be empty", at: key) }
            return nil
        } else {
            account = reader.account(name: text.account, key: text.key, endpoint: text.endpoint)
        }
        guard let account, reader.mayCarry(account) else { return nil }
        self = account
    }
}
