/// The content of a log file: `{"Records":[…]}`.
///
/// Source: CloudTrail user guide, "CloudTrail log file examples".
public enum LogFile {
    /// - Parameter records: JSON texts
    public static func content(_ records: some Sequence<[UInt8]>, reserving size: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 16)
        bytes += head
        var isFirst = true
        for record in records {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            bytes += record
            isFirst = false
        }
        bytes += tail
        return bytes
    }

    private static let head = Array(#"{"Records":["#.utf8)
    private static let tail = Array("]}".utf8)

    /// What a file may weigh before it is compressed. Source: CloudTrail user guide, "Quotas in AWS CloudTrail".
    public static let limit = 50_000_000

    /// What a file weighs beside its records and the commas between them.
    public static let overhead = head.count + tail.count

    /// The symbols of the unique part of a log file's name, which has 16 of them.
    public static let nameSymbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    public static let nameLength = 16
}
