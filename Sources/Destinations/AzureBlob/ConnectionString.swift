import Signing

/// A connection string of Azure Storage, in any of its documented forms ("Configure Azure Storage connection strings"):
/// the account with its key or a shared access signature, with explicit endpoints, an endpoint suffix, or
/// `UseDevelopmentStorage=true` for the emulator.
package struct ConnectionString: Sendable {
    /// What is wrong with a connection string, without what it says.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    /// The account that every storage emulator has, with the key that Microsoft's documentation gives for it.
    private static let emulatorAccount = "devstoreaccount1"
    private static let emulatorKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

    package let account: String?
    package let endpoint: BlobEndpoint
    package let credential: BlobCredential

    package init(_ text: String) throws(Mistake) {
        let settings = try Self.settings(text)
        if settings["usedevelopmentstorage"]?.lowercased() == "true" {
            self = try Self.emulator(proxy: settings["developmentstorageproxyuri"])
            return
        }
        account = settings["accountname"]
        endpoint = try Self.endpoint(settings)
        credential = try Self.credential(settings)
    }

    private init(account: String, endpoint: BlobEndpoint, credential: BlobCredential) {
        self.account = account
        self.endpoint = endpoint
        self.credential = credential
    }

    private static func settings(_ text: String) throws(Mistake) -> [String: String] {
        var settings: [String: String] = [:]
        for part in text.split(separator: ";") where !part.allSatisfy(\.isWhitespace) {
            guard let equals = part.firstIndex(of: "=") else {
                throw Mistake(message: "it must be settings of the form Name=Value, separated by semicolons")
            }
            let name = part[..<equals].trimmingPrefix { $0.isWhitespace }.lowercased()
            let value = String(part[part.index(after: equals)...])
            if !value.isEmpty { settings[name] = value }
        }
        return settings
    }

    private static func emulator(proxy: String?) throws(Mistake) -> ConnectionString {
        var proxy = proxy ?? "http://127.0.0.1"
        while proxy.hasSuffix("/") { proxy.removeLast() }
        guard let endpoint = BlobEndpoint("\(proxy):10000/\(emulatorAccount)", account: nil),
            let key = try? AzureSharedKey(account: emulatorAccount, key: emulatorKey)
        else { throw Mistake(message: "its DevelopmentStorageProxyUri is no URL such as http://127.0.0.1") }
        return ConnectionString(account: emulatorAccount, endpoint: endpoint, credential: .sharedKey(key))
    }

    private static func endpoint(_ settings: [String: String]) throws(Mistake) -> BlobEndpoint {
        if let text = settings["blobendpoint"] {
            guard let endpoint = BlobEndpoint(text, account: settings["accountname"]) else {
                throw Mistake(message: "its BlobEndpoint is no URL such as https://account.blob.core.windows.net")
            }
            return endpoint
        }
        guard let account = settings["accountname"] else {
            throw Mistake(message: "it names neither AccountName nor BlobEndpoint")
        }
        let suffix = settings["endpointsuffix"] ?? "core.windows.net"
        let scheme = settings["defaultendpointsprotocol"] ?? "https"
        guard let endpoint = BlobEndpoint(account: account, suffix: suffix, scheme: scheme) else {
            throw Mistake(message: "its AccountName, EndpointSuffix and DefaultEndpointsProtocol make no URL")
        }
        return endpoint
    }

    private static func credential(_ settings: [String: String]) throws(Mistake) -> BlobCredential {
        if let signature = settings["sharedaccesssignature"] {
            guard let signature = SharedAccessSignature(signature) else {
                throw Mistake(message: "its SharedAccessSignature has no sig=…")
            }
            return .sharedAccessSignature(signature)
        }
        guard let account = settings["accountname"], let key = settings["accountkey"] else {
            throw Mistake(message: "it holds no credentials: AccountName with AccountKey, or SharedAccessSignature")
        }
        do throws(InvalidSecret) {
            return .sharedKey(try AzureSharedKey(account: account, key: key))
        } catch {
            throw Mistake(message: error.reason)
        }
    }
}
