/// Small changes to bytes that are not known before: four bytes each, which say what, where (two) and with what.
struct EditScript {
    private let edits: [ArraySlice<UInt8>]

    init(_ script: some Sequence<UInt8>) {
        let bytes = Array(script)
        edits = stride(from: 0, to: bytes.count / 4 * 4, by: 4).map { bytes[$0..<$0 + 4] }
    }

    func applied(to original: [UInt8]) -> [UInt8] {
        var bytes = original
        for edit in edits where !bytes.isEmpty {
            let values = edit.map(Int.init)
            let place = (values[1] << 8 | values[2]) % bytes.count
            switch values[0] % 4 {
            case 0: bytes[place] = UInt8(values[3])
            case 1: bytes[place] ^= 1 << UInt8(values[3] % 8)
            case 2: bytes.insert(UInt8(values[3]), at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }
}
