/// Ids that begin with the time: UUIDs of version 7. What has such an id is found by its time, and needs no index of
/// ids.
///
/// Source: RFC 9562, section 5.7.
public enum TimedID {
    /// When an id was made; nil where it does not tell.
    public static func time(of id: String) -> Timestamp? {
        var id = id
        return id.withUTF8 { text in
            guard text.count == 36, text[14] == UInt8(ascii: "7"), text[8] == UInt8(ascii: "-") else { return nil }
            var milliseconds: Int64 = 0
            for index in 0..<13 where index != 8 {
                guard let digit = Hex.value(of: text[index]) else { return nil }
                milliseconds = milliseconds << 4 | Int64(digit)
            }
            return Timestamp(milliseconds: milliseconds)
        }
    }
}

extension RandomSource {
    /// A new id that tells the time, in lower-case text form.
    public func eventID(at time: Timestamp) -> String {
        var raw = bytes(16)
        for index in 0..<6 { raw[index] = UInt8(truncatingIfNeeded: time.milliseconds >> (40 - 8 * Int64(index))) }
        raw[6] = raw[6] & 0x0F | 0x70
        raw[8] = raw[8] & 0x3F | 0x80
        return UUIDText.encode(raw)
    }
}
