import AzureBlobDestination
import ConfigurationReader
import Signing
import Testing

@Suite struct BlobConfigurationTests {
    private static let key = "c2VjcmV0LWtleQ=="
    private static let signature = "sv=2024-11-04&sr=c&sp=rcw&se=2099-01-01T00%3A00%3A00Z&sig=a%2Bb%3D"

    private func kind(_ configuration: AzureBlobConfiguration?) -> String {
        switch configuration?.account.credential {
        case .sharedKey(let key): "key of \(key.account)"
        case .sharedAccessSignature: "signature"
        case .identity(.workload): "workload"
        case .identity(.application): "application"
        case .identity(.platformEndpoint): "platform"
        case .identity(.metadataService): "metadata service"
        case nil: "nothing"
        }
    }

    struct Good: Sendable {
        let keys: [String: String]
        var environment: [String: String] = [:]
        let url: String
        let credential: String
    }

    private static let good: [Good] = [
        Good(
            keys: ["account": "acct", "account_key": key],
            url: "https://acct.blob.core.windows.net",
            credential: "key of acct"
        ),
        Good(
            keys: ["account": "acct", "account_key": key, "endpoint": "http://azurite:10000"],
            url: "http://azurite:10000/acct",
            credential: "key of acct"
        ),
        Good(
            keys: ["account": "acct", "account_key": key, "endpoint": "http://10.0.0.7:10000/other/"],
            url: "http://10.0.0.7:10000/other",
            credential: "key of acct"
        ),
        Good(
            keys: ["account": "acct", "account_key": key, "endpoint": "https://blobs.example.org"],
            url: "https://blobs.example.org",
            credential: "key of acct"
        ),
        Good(
            keys: [
                "connection_string":
                    "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=\(key);EndpointSuffix=core.chinacloudapi.cn"
            ],
            url: "https://acct.blob.core.chinacloudapi.cn",
            credential: "key of acct"
        ),
        Good(
            keys: [
                "connection_string":
                    "BlobEndpoint=https://acct.blob.core.windows.net/;QueueEndpoint=https://q/;SharedAccessSignature=\(signature)"
            ],
            url: "https://acct.blob.core.windows.net",
            credential: "signature"
        ),
        Good(
            keys: ["connection_string": "accountname=acct; accountkey=\(key); "],
            url: "https://acct.blob.core.windows.net",
            credential: "key of acct"
        ),
        Good(
            keys: ["connection_string": "UseDevelopmentStorage=true"],
            url: "http://127.0.0.1:10000/devstoreaccount1",
            credential: "key of devstoreaccount1"
        ),
        Good(
            keys: ["connection_string": "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite"],
            url: "http://azurite:10000/devstoreaccount1",
            credential: "key of devstoreaccount1"
        ),
        Good(
            keys: ["sas_url": "https://acct.blob.core.windows.net/cgm?\(signature)"],
            url: "https://acct.blob.core.windows.net",
            credential: "signature"
        ),
        Good(
            keys: ["sas_url": "http://127.0.0.1:10000/acct/cgm?\(signature)"],
            url: "http://127.0.0.1:10000/acct",
            credential: "signature"
        ),
        Good(
            keys: [:],
            environment: ["AZURE_STORAGE_CONNECTION_STRING": "AccountName=acct;AccountKey=\(key)"],
            url: "https://acct.blob.core.windows.net",
            credential: "key of acct"
        ),
        Good(
            keys: ["account": "acct"],
            environment: ["AZURE_STORAGE_KEY": key],
            url: "https://acct.blob.core.windows.net",
            credential: "key of acct"
        ),
        Good(
            keys: [:],
            environment: ["AZURE_STORAGE_ACCOUNT": "acct", "AZURE_STORAGE_SAS_TOKEN": "?\(signature)"],
            url: "https://acct.blob.core.windows.net",
            credential: "signature"
        ),
        // Another account's key is not this one's.
        Good(
            keys: ["account": "acct"],
            environment: ["AZURE_STORAGE_ACCOUNT": "other", "AZURE_STORAGE_KEY": key],
            url: "https://acct.blob.core.windows.net",
            credential: "metadata service"
        ),
        Good(
            keys: ["account": "acct"],
            environment: [
                "AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t", "AZURE_FEDERATED_TOKEN_FILE": "/f",
                "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us/",
            ],
            url: "https://acct.blob.core.windows.net",
            credential: "workload"
        ),
        Good(
            keys: ["account": "acct"],
            environment: ["AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t", "AZURE_CLIENT_SECRET": "s"],
            url: "https://acct.blob.core.windows.net",
            credential: "application"
        ),
        Good(
            keys: ["account": "acct"],
            environment: ["IDENTITY_ENDPOINT": "http://localhost:42356/msi/token", "IDENTITY_HEADER": "h"],
            url: "https://acct.blob.core.windows.net",
            credential: "platform"
        ),
        Good(keys: ["account": "acct"], url: "https://acct.blob.core.windows.net", credential: "metadata service"),
    ]

    @Test(arguments: good.indices) func readsEveryFormOfCredentials(index: Int) {
        let form = Self.good[index]
        let (configuration, diagnostics) = TestAccount.configuration(
            form.keys.merging(["container": "cgm"]) { $1 },
            environment: form.environment
        )
        #expect(diagnostics.map(\.message) == [])
        #expect(kind(configuration) == form.credential)
        let endpoint = configuration?.account.endpoint
        #expect(endpoint.map { $0.origin + $0.basePath } == form.url)
        #expect(configuration?.container == "cgm")
    }

    @Test func theContainerMayStandInTheURLAlone() {
        let url = "https://acct.blob.core.windows.net/my-cgm?\(Self.signature)"
        #expect(TestAccount.configuration(["sas_url": url]).0?.container == "my-cgm")
    }

    @Test(arguments: [
        (["account": "acct", "account_key": key], "missing key 'container'"),
        (["container": "cgm"], "missing credentials"),
        (["container": "cgm", "account_key": key], "missing credentials"),
        (["container": "cgm", "account": "acct", "account_key": "not base64"], "'account_key' cannot be used"),
        (["container": "cgm", "account": "My-Account", "account_key": key], "'account' must be 3 to 24"),
        (["container": "CGM", "account": "acct", "account_key": key], "'container' must be"),
        (["container": "a--b", "account": "acct", "account_key": key], "'container' must be"),
        (["container": "cgm", "sas_url": "https://acct.blob.core.windows.net/cgm"], "shared access signature"),
        (
            ["container": "cgm", "sas_url": "https://acct.blob.core.windows.net/cgm/a.json?\(signature)"],
            "not of a blob"
        ),
        (["container": "abc", "sas_url": "https://acct.blob.core.windows.net/cgm?\(signature)"], "another container"),
        (["container": "cgm", "sas_url": "http://acct.blob.core.windows.net/cgm?\(signature)"], "https only"),
        (["container": "cgm", "account": "acct", "endpoint": "http://blobs.example.org"], "https only"),
        (
            ["container": "cgm", "connection_string": "UseDevelopmentStorage=true", "account_key": key],
            "exclude each other"
        ),
        (["container": "cgm", "connection_string": "UseDevelopmentStorage=true", "account": "acct"], "leave it out"),
        (["container": "cgm", "connection_string": "AccountName=acct"], "holds no credentials"),
        (["container": "cgm", "connection_string": "nonsense"], "Name=Value"),
        (["container": "cgm", "connection_string": "AccountKey=\(key)"], "neither AccountName nor BlobEndpoint"),
        (["container": "cgm", "account": "acct", "account_key": key, "block_size": "1KiB"], "'block_size' must be"),
        (
            ["container": "cgm", "account": "acct", "account_key": key, "endpoint": "nonsense://x"],
            "'endpoint' must be"
        ),
    ])
    func everyMistakeIsSaid(keys: [String: String], words: String) {
        let (configuration, diagnostics) = TestAccount.configuration(keys)
        #expect(configuration == nil || !diagnostics.isEmpty)
        #expect(diagnostics.contains { $0.message.contains(words) }, "\(diagnostics.map(\.message))")
        for diagnostic in diagnostics {
            #expect(!diagnostic.description.contains(Self.key) && !diagnostic.description.contains("a%2Bb"))
        }
    }
}
