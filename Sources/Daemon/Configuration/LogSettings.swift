import Logging
import StructuredLogging

/// The section `log`.
package struct LogSettings: Sendable, Hashable {
    package var format = LogFormat.auto
    package var level = Logger.Level.info
    package var statsEvery: Duration = .seconds(30)

    package init() {}
}
