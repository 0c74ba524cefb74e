/// One row of a file of CGM readings.
package struct CGMReading: Sendable, Hashable {
    /// Whose reading it is, as the file names them.
    package let subject: String
    /// The date, `yyyy-mm-dd`, on the clock that the sensor was read on.
    package let date: String
    /// The time of day, `hh:mm:ss` with whatever fraction was written.
    package let time: String
    /// mg/dL, as written, so that no digit changes on the way.
    package let glucose: String

    package init(subject: String, date: String, time: String, glucose: String) {
        self.subject = subject
        self.date = date
        self.time = time
        self.glucose = glucose
    }
}
