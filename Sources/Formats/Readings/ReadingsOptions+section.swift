import ConfigurationReader

extension ReadingsOptions {
    /// Nil if a mistake was reported.
    init?(_ section: ConfigurationSection) {
        self.init()
        guard let readings = section.section("readings", title: "the format readings") else { return }
        encoding = readings.choice("encoding", of: Encoding.self) ?? encoding
        unit = readings.choice("unit", of: GlucoseUnit.self) ?? unit
        readings.finish()
    }
}
