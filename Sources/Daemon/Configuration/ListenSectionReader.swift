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
        let intake = readAddresses(root, "listen") ?? [Self.defaultAddress]
        if !isGuarded, let open = intake.first(where: { !$0.isLocal }) {
            root.report(
                "\(open) can be reached from other machines, and nothing keeps strangers out: set intake.signature, "
                    + "intake.bearer_tokens or intake.tls.client_ca, or say intake.open: true",
                at: "listen"
            )
        }
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
        return readAddresses(section, "listen")
    }

    private func readAddresses(_ section: ConfigurationSection, _ key: String) -> [ListenAddress]? {
        guard let texts = section.strings(key) else { return nil }
        let addresses = texts.compactMap { ListenAddress($0) }
        guard addresses.count == texts.count, !addresses.isEmpty else {
            section.report(
                "'\(key)' must be an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/distributary/intake.sock, "
                    + "or a list of them",
                at: key
            )
            return nil
        }
        if Set(addresses).count < addresses.count {
            section.report("'\(key)' names an address twice", at: key)
        }
        return addresses
    }
}

extension ListenAddress {
    fileprivate var isUnix: Bool {
        if case .unix = self { true } else { false }
    }
}
