import ConfigurationReader
import Intake

/// Reads `listen` and `admin`, and refuses to be open to strangers unasked.
struct ListenSectionReader {
    static let defaultAddress = ListenAddress.tcp(host: "127.0.0.1", port: 8080)
    static let defaultAdminAddress = ListenAddress.tcp(host: "127.0.0.1", port: 8081)

    let root: ConfigurationSection
    let tls: TLSFiles?
    let isGuarded: Bool

    func read() -> [ListenerConfiguration] {
        let intake = readAddresses(root, "listen", mustBeGuarded: true) ?? [Self.defaultAddress]
        let admin = readAdmin()
        let sharesAdmin = admin == nil && intake.contains(where: \.isLocal)
        var listeners = intake.map { address in
            ListenerConfiguration(
                address: address,
                role: sharesAdmin && address.isLocal ? [.intake, .admin] : .intake,
                tls: address.isUnix ? nil : tls
            )
        }
        if !sharesAdmin {
            for address in admin ?? [Self.defaultAdminAddress] {
                if let index = listeners.firstIndex(where: { $0.address == address }) {
                    listeners[index].role.insert(.admin)
                } else {
                    listeners.append(ListenerConfiguration(address: address, role: .admin))
                }
            }
        }
        return listeners
    }

    private func readAdmin() -> [ListenAddress]? {
        guard let section = root.section("admin", title: "admin") else { return nil }
        defer { section.finish() }
        return readAddresses(section, "listen", mustBeGuarded: false)
    }

    private func readAddresses(
        _ section: ConfigurationSection,
        _ key: String,
        mustBeGuarded: Bool
    ) -> [ListenAddress]? {
        guard let texts = section.placedStrings(key) else { return nil }
        if texts.isEmpty { section.report("'\(key)' must name at least one address", at: key) }
        var addresses: [ListenAddress] = []
        for (text, position) in texts {
            guard let address = ListenAddress(text) else {
                section.report("'\(key)' takes \(Self.forms), or a list of them", at: position)
                continue
            }
            if addresses.contains(address) { section.report("this address is listed twice", at: position) }
            if mustBeGuarded, !isGuarded, !address.isLocal { section.report(Self.unguarded, at: position) }
            addresses.append(address)
        }
        return addresses.isEmpty ? nil : addresses
    }

    private static let forms =
        "an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/distributary/intake.sock"

    private static let unguarded =
        "other machines can reach this address, and nothing keeps strangers out: set intake.signature, "
        + "intake.bearer_tokens or intake.tls.client_ca, or say intake.open: true"
}

extension ListenAddress {
    fileprivate var isUnix: Bool {
        if case .unix = self { true } else { false }
    }
}
