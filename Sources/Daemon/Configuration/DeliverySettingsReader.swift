import ConfigurationReader
import RouterCore

/// Reads what every destination takes beside the keys of its kind.
struct DeliverySettingsReader {
    let section: ConfigurationSection
    let factory: DestinationFactory

    func read() -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = factory.defaultLimits
        settings.timeout = section.duration("timeout", in: .milliseconds(100) ... .seconds(3600)) ?? settings.timeout
        readBatch(&settings.limits)
        if let concurrency = section.integer("concurrency", in: 1...64, or: "auto") {
            settings.limits.concurrency = concurrency
            settings.limits.maxConcurrency = concurrency
        }
        settings.rate = readRate()
        settings.order = section.choice("order", of: DeliverySettings.Order.self) ?? .none
        settings.versions = section.choice("versions", of: DeliverySettings.Versions.self) ?? defaultVersions
        checkFormat()
        readRetry(&settings)
        readBacklog(&settings)
        readDeadLetters(&settings)
        return settings
    }

    private func readBatch(_ limits: inout BatchLimits) {
        guard let batch = section.section("batch", title: "a batch") else { return }
        limits.maxEvents = batch.integer("max_events", in: 1...100_000) ?? limits.maxEvents
        limits.maxBytes = batch.size("max_size", in: 1024...(256 << 20)) ?? limits.maxBytes
        limits.maxAge = batch.duration("max_age", in: .zero ... .seconds(3600)) ?? limits.maxAge
        batch.finish()
    }

    /// `100/s`, also `100/m` and `100/h`, or a number of events a second.
    private func readRate() -> Double? {
        guard let text = section.string("rate") else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let seconds: [Substring: Double] = ["s": 1, "m": 60, "h": 3600]
        let unit = parts.count == 1 ? 1 : parts.count == 2 ? seconds[parts[1]] : nil
        // Double also reads hexadecimal.
        let isDecimal = parts.first?.utf8.allSatisfy("0123456789+.eE-".utf8.contains) ?? false
        guard isDecimal, let first = parts.first, let count = Double(first), let unit, count.isFinite, count > 0 else {
            section.report("'rate' must be events in a time, such as 100/s, 600/m or 5000/h", at: "rate")
            return nil
        }
        return count / unit
    }

    /// What keeps one document a record needs only the latest; files of batches are a history, as streams are.
    private var defaultVersions: DeliverySettings.Versions {
        if case .scalar(ObjectLayout.batches.rawValue, _) = section.content["layout"] { return .every }
        return factory.isStore ? .latest : .every
    }

    /// What hands payloads on reads it together with the format's own keys.
    private func checkFormat() {
        guard !factory.takesFormat, let format = section.string("format"), format != "json" else { return }
        section.report("'format' must be json: \(section.title) takes payloads apart", at: "format")
    }

    private func readRetry(_ settings: inout DeliverySettings) {
        guard let retry = section.section("retry", title: "retries") else { return }
        let range = Duration.milliseconds(1) ... .seconds(7 * 86_400)
        settings.retryInitial = retry.duration("initial", in: range) ?? settings.retryInitial
        settings.retryMax = retry.duration("max", in: range) ?? max(settings.retryMax, settings.retryInitial)
        settings.giveUpAfter = retry.duration("give_up_after", or: "never")
        if settings.retryMax < settings.retryInitial {
            retry.report("'max' must not be shorter than 'initial'", at: "max")
        }
        retry.finish()
    }

    private func readDeadLetters(_ settings: inout DeliverySettings) {
        guard let letters = section.section("dead_letters", title: "dead letters") else { return }
        settings.deadLettersWarnAt = letters.integer("warn_at", in: 1...Int.max) ?? settings.deadLettersWarnAt
        letters.finish()
    }

    private func readBacklog(_ settings: inout DeliverySettings) {
        guard let backlog = section.section("backlog", title: "the backlog") else { return }
        settings.backlogMaxSize = backlog.size("max_size", in: (1 << 20)...Int.max)
        settings.whenFull = backlog.choice("when_full", of: DeliverySettings.WhenFull.self) ?? .refuse
        backlog.finish()
    }
}
