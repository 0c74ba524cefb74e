/// Who the daemon is to Microsoft Entra ID, and where it gets tokens. The environment decides, by the variables that
/// Azure's own libraries and platforms set.
package enum AzureIdentity: Sendable, Hashable {
    /// A federated credential: the file's token, which the platform renews, is exchanged for one of Entra's.
    case workload(authority: String, tenant: String, client: String, tokenFile: String)
    /// An application with a secret.
    case application(authority: String, tenant: String, client: String, secret: String)
    /// The endpoint of App Service, Functions and Container Apps.
    case platformEndpoint(url: String, header: String, client: String?)
    /// The metadata service of a virtual machine.
    case metadataService(host: String, client: String?)

    private static let publicAuthority = "https://login.microsoftonline.com"

    /// In the order of Azure's default chain; what is left when nothing is set is the metadata service.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let client = value("AZURE_CLIENT_ID")
        let authority = value("AZURE_AUTHORITY_HOST").map(Self.normalized) ?? Self.publicAuthority
        if let client, let tenant = value("AZURE_TENANT_ID") {
            if let secret = value("AZURE_CLIENT_SECRET") {
                self = .application(authority: authority, tenant: tenant, client: client, secret: secret)
                return
            }
            if let file = value("AZURE_FEDERATED_TOKEN_FILE") {
                self = .workload(authority: authority, tenant: tenant, client: client, tokenFile: file)
                return
            }
        }
        if let url = value("IDENTITY_ENDPOINT"), let header = value("IDENTITY_HEADER") {
            self = .platformEndpoint(url: url, header: header, client: client)
            return
        }
        let host = value("AZURE_POD_IDENTITY_AUTHORITY_HOST").map(Self.normalized) ?? "http://169.254.169.254"
        self = .metadataService(host: host, client: client)
    }

    /// For messages: what it is, and where tokens come from. Never a secret.
    var name: String {
        switch self {
        case .workload(let authority, _, _, let file): "workload identity (\(file), \(authority))"
        case .application(let authority, _, _, _): "AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (\(authority))"
        case .platformEndpoint: "managed identity (IDENTITY_ENDPOINT)"
        case .metadataService(let host, _): "managed identity (\(host))"
        }
    }

    private static func normalized(_ host: String) -> String {
        var host = host.contains("://") ? host : "https://\(host)"
        while host.hasSuffix("/") { host.removeLast() }
        return host
    }
}
