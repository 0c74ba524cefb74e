import Formats
import JSONScanner
import Testing

@Suite struct GlucoseUnitTests {
    private func converted(_ number: String) -> String? {
        var output: [UInt8] = []
        let text = Array(number.utf8)[...]
        let isTaken = withTrustedJSON(text) { GlucoseUnit.millimolesPerLiter.append($0, to: &output) }
        return isTaken ? String(decoding: output, as: UTF8.self) : nil
    }

    /// By hand, at 18.0156 mg/dL to the mmol/L.
    @Test(arguments: [
        ("100", "5.55"), ("112", "6.22"), ("40", "2.22"), ("400", "22.20"), ("0", "0.00"), ("18.0156", "1.00"),
        ("0.090078", "0.01"), ("0.090077", "0.00"), ("1.12e2", "6.22"), ("112.0", "6.22"), ("-18.0156", "-1.00"),
        ("1e-30", "0.00"), ("70.5", "3.91"),
    ])
    func aValueIsRoundedOnceAndAwayFromZero(number: String, expected: String) {
        #expect(converted(number) == expected)
    }

    @Test func whatNoNumberOfOursHoldsIsNotTaken() {
        #expect(converted("1e300") == nil)
        #expect(converted("99999999999999999999999") == nil)
    }

    @Test func wholeValuesCanBeToldApartInBothUnits() {
        let values = (0...600).map { converted("\($0)") }
        #expect(Set(values).count == 601)
    }
}
