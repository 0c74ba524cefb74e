/// The hosts of AWS's services.
package enum AWSRegion {
    private static let suffixes = [
        ("cn-", "amazonaws.com.cn"), ("us-iso-", "c2s.ic.gov"), ("us-isob-", "sc2s.sgov.gov"),
        ("eu-isoe-", "cloud.adc-e.uk"), ("us-isof-", "csp.hci.ic.gov"), ("eusc-", "amazonaws.eu"),
    ]

    /// The host of a service in a region, such as `sqs.eu-west-2.amazonaws.com`.
    package static func host(of service: String, in region: String) -> String {
        let suffix = suffixes.first { region.hasPrefix($0.0) }?.1 ?? "amazonaws.com"
        return "\(service).\(region).\(suffix)"
    }

    /// Whether a text can be a region's name, and thus a part of a host's.
    package static func isValid(_ region: String) -> Bool {
        (1...63).contains(region.utf8.count)
            && region.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
