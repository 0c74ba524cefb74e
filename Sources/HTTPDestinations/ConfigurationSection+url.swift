import ConfigurationReader
import HTTPTransport

extension ConfigurationSection {
    /// An `http` or `https` URL; nil if the key is absent, or if it is empty or its value is no URL (reported).
    package func url(_ key: String) -> HTTPURL? {
        if isBlank(key) { report("'\(key)' must not be empty", at: key) }
        guard let text = string(key) else { return nil }
        do throws(HTTPFailure) {
            return try HTTPURL(text)
        } catch {
            report(error.reason, at: key)
            return nil
        }
    }

    /// As `url`, and reports an absent key.
    package func requiredURL(_ key: String) -> HTTPURL? {
        requiredString(key) == nil ? nil : url(key)
    }
}
