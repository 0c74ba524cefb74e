import ConfigurationReader
import Foundation
import HTTPTransport
import Signing

/// Makes a storage account of what the configuration and the environment say; mistakes are reported to the section.
struct AccountReader {
    let section: ConfigurationSection
    let environment: [String: String]

    /// Whether at most one of the keys that bring credentials is there.
    func namesOneCredential() -> Bool {
        let given = ["connection_string", "sas_url", "account_key"].filter { section.has($0) }
        if given.count > 1 {
            section.report("\(given.map { "'\($0)'" }.joined(separator: " and ")) exclude each other", at: given[1])
            return false
        }
        for key in ["connection_string", "sas_url"] where section.has(key) {
            for other in ["account", "endpoint"] where section.has(other) {
                section.report("'\(other)' is part of '\(key)': leave it out", at: other)
                return false
            }
        }
        return true
    }

    func account(connectionString text: String, at key: String?) -> StorageAccount? {
        do throws(ConnectionString.Mistake) {
            let connection = try ConnectionString(text)
            return StorageAccount(endpoint: connection.endpoint, credential: connection.credential)
        } catch {
            let name = key.map { "'\($0)'" } ?? "AZURE_STORAGE_CONNECTION_STRING"
            section.report("\(name) cannot be used: \(error.message)", at: key)
            return nil
        }
    }

    /// The URL of an account or of a container, with a shared access signature.
    func account(sasURL text: String) -> StorageAccount? {
        guard let url = try? HTTPURL(text), let parts = URLComponents(string: url.text), parts.user == nil,
            let signature = parts.percentEncodedQuery.flatMap({ SharedAccessSignature($0) })
        else {
            section.report("'sas_url' must be a URL with a shared access signature (…?sv=…&sig=…)", at: "sas_url")
            return nil
        }
        var names = parts.percentEncodedPath.split(separator: "/").map(String.init)
        // An emulator's account stands in the path before the container.
        let hasAccount = BlobEndpoint(url.description, account: "x")?.basePath == "/x"
        let account = hasAccount && !names.isEmpty ? "/" + names.removeFirst() : ""
        guard names.count <= 1, let endpoint = BlobEndpoint(url.description + account, account: nil) else {
            section.report("'sas_url' must be the URL of an account or of a container, not of a blob", at: "sas_url")
            return nil
        }
        return StorageAccount(
            endpoint: endpoint,
            credential: .sharedAccessSignature(signature),
            container: names.first?.removingPercentEncoding
        )
    }

    func account(name: String?, key: String?, endpoint text: String?) -> StorageAccount? {
        let theirs = variable("AZURE_STORAGE_ACCOUNT") ?? variable("AZURE_STORAGE_ACCOUNT_NAME")
        if name == nil, key == nil, text == nil, let connection = variable("AZURE_STORAGE_CONNECTION_STRING") {
            return account(connectionString: connection, at: nil)
        }
        let name = name ?? theirs
        guard let endpoint = endpoint(name: name, text: text) else { return nil }
        if let key { return sharedKey(key, of: name, at: endpoint, key: "account_key") }
        if theirs == nil || theirs == name {
            let names = ["AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ACCESS_KEY"]
            if let key = names.lazy.compactMap(variable).first {
                return sharedKey(key, of: name, at: endpoint, key: nil)
            }
            if let text = variable("AZURE_STORAGE_SAS_TOKEN") {
                guard let signature = SharedAccessSignature(text) else {
                    section.report("AZURE_STORAGE_SAS_TOKEN holds no shared access signature (sv=…&sig=…)")
                    return nil
                }
                return StorageAccount(endpoint: endpoint, credential: .sharedAccessSignature(signature))
            }
        }
        return StorageAccount(
            endpoint: endpoint,
            credential: .identity(AzureIdentity(environment: environment))
        )
    }

    /// Whether the credential may be sent to the endpoint: a token or a signature that others can read is theirs too.
    func mayCarry(_ account: StorageAccount) -> Bool {
        if account.endpoint.isPrivate { return true }
        switch account.credential {
        case .sharedKey: return true
        case .sharedAccessSignature, .identity:
            section.report(
                "a shared access signature or a token goes over https only: the endpoint must be https",
                at: ["endpoint", "sas_url", "connection_string"].first { section.has($0) }
            )
            return false
        }
    }

    private func endpoint(name: String?, text: String?) -> BlobEndpoint? {
        if let text = text ?? variable("AZURE_STORAGE_SERVICE_ENDPOINT") {
            if let endpoint = BlobEndpoint(text, account: name) { return endpoint }
            section.report("'endpoint' must be a URL such as https://account.blob.core.windows.net", at: "endpoint")
            return nil
        }
        guard let name else {
            section.report(
                """
                missing credentials for \(section.title): 'account' with 'account_key', or 'sas_url', or \
                'connection_string', or 'account' alone for workload or managed identity
                """
            )
            return nil
        }
        let isName = name.utf8.allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") || isDigit($0) }
        guard isName, (3...24).contains(name.utf8.count) else {
            section.report("'account' must be 3 to 24 small letters and digits", at: "account")
            return nil
        }
        return BlobEndpoint(account: name)
    }

    private func sharedKey(
        _ secret: String,
        of name: String?,
        at endpoint: BlobEndpoint,
        key: String?
    ) -> StorageAccount? {
        guard let name else {
            section.report("missing key 'account' for \(section.title): the key alone does not say whose it is")
            return nil
        }
        do throws(InvalidSecret) {
            let signer = try AzureSharedKey(account: name, key: secret)
            return StorageAccount(endpoint: endpoint, credential: .sharedKey(signer))
        } catch {
            section.report("\(key.map { "'\($0)'" } ?? "AZURE_STORAGE_KEY") cannot be used: \(error.reason)", at: key)
            return nil
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
