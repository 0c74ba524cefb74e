import ConfigurationReader
import HTTPTransport
import Intake

/// Reads `terra`: where history is asked for and with which key.
struct TerraSectionReader {
    let root: ConfigurationSection

    func read() -> TerraSettings {
        var settings = TerraSettings()
        guard let section = root.section("terra", title: "Terra's API") else { return settings }
        settings.developerID = text("dev_id", section)
        settings.key = text("api_key", section)
        if let url = text("base_url", section) {
            settings.baseURL = url
            if let mistake = Self.mistake(in: url) { section.report("'base_url' \(mistake)", at: "base_url") }
        }
        section.finish()
        return settings
    }

    private func text(_ key: String, _ section: ConfigurationSection) -> String? {
        let value = section.string(key)
        if value?.isEmpty ?? false { section.report("'\(key)' must not be empty", at: key) }
        return value
    }

    private static func mistake(in text: String) -> String? {
        if text.contains(where: { "?#@".contains($0) }) { return "must not hold a query, a fragment or a user" }
        do {
            let url = try HTTPURL(text)
            let isNear = ListenAddress.tcp(host: url.host, port: 0).isLocal
            return url.isSecure || isNear ? nil : "must begin with https://: the API key goes along with every request"
        } catch {
            return "is no URL: \(error.reason)"
        }
    }
}
