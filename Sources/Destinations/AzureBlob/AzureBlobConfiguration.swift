import ConfigurationReader
import Foundation
import HTTPDestinations
import HTTPTransport
import ObjectStorage

/// What an `azure_blob` section of the configuration says.
package struct AzureBlobConfiguration: Sendable {
    /// Bytes: Put Blob takes more, but what breaks off then has to be sent again as a whole.
    static let blockThresholds = 1 << 20...256 << 20
    /// Bytes: a blob has at most 50,000 blocks.
    static let blockSizes = 64 << 10...100 << 20

    package let account: StorageAccount
    package let container: String
    package let layout: LayoutConfiguration
    package var tls = TLSOptions()
    /// Whether a container that is missing is created.
    package var createsContainer = true
    /// Requests on the way at once.
    package var connections = 32
    /// An object larger than this, in bytes, goes up in blocks.
    package var blockThreshold = 8 << 20
    /// Bytes of a block.
    package var blockSize = 4 << 20

    package init(account: StorageAccount, container: String, layout: LayoutConfiguration) {
        self.account = account
        self.container = container
        self.layout = layout
    }

    /// Reads the keys; nil if there was a mistake, which is then reported. Credentials that are not written come from
    /// the environment.
    package init?(
        _ section: ConfigurationSection,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let account = StorageAccount(section, environment: environment)
        let container = Self.container(section, account)
        let layout = LayoutConfiguration(section, hasPrefix: true)
        let tls = TLSOptions(section)
        let createsContainer = section.bool("create_container")
        let connections = section.integer("connections", in: 1...1024)
        let blockThreshold = section.size("block_threshold", in: Self.blockThresholds)
        let blockSize = section.size("block_size", in: Self.blockSizes)
        guard let account, let container, let layout else { return nil }
        self.init(account: account, container: container, layout: layout)
        self.tls = tls
        self.createsContainer = createsContainer ?? true
        self.connections = connections ?? self.connections
        self.blockThreshold = blockThreshold ?? self.blockThreshold
        self.blockSize = blockSize ?? self.blockSize
    }

    private static func container(_ section: ConfigurationSection, _ account: StorageAccount?) -> String? {
        guard let name = section.string("container") ?? account?.container else {
            if account != nil { section.report("missing key 'container' for \(section.title)") }
            return nil
        }
        if let other = account?.container, other != name {
            section.report("'container' is another container than that of 'sas_url'", at: "container")
            return nil
        }
        guard isContainerName(name) else {
            section.report(
                "'container' must be 3 to 63 small letters, digits and single hyphens, beginning and ending with no hyphen",
                at: "container"
            )
            return nil
        }
        return name
    }

    private static func isContainerName(_ name: String) -> Bool {
        if name == "$web" { return true }
        let isPlain = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        return (3...63).contains(name.utf8.count) && isPlain && !name.hasPrefix("-") && !name.hasSuffix("-")
            && !name.contains("--")
    }
}
