/// The path as signatures cover it.
///
/// S3 signs it as it is, because an object key may hold `//` or `..`. All others normalise it (RFC 3986 section 5.2.4,
/// and runs of slashes become one), then encode what may already be encoded once more.
enum CanonicalPath {
    typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    static func append(_ path: Bytes, isS3: Bool, spelling: CanonicalRequest.Spelling, to output: inout [UInt8]) {
        guard !path.isEmpty else { return output.append(ASCII.slash) }
        switch (isS3, spelling) {
        case (true, .asSent): output.append(contentsOf: path)
        case (true, .respelled): output.append(contentsOf: respelled(path))
        // A path that is not absolute is nobody's resource. Left as it is, no signature made for another fits it.
        case (false, _) where path.first != ASCII.slash: output.append(contentsOf: path)
        case (false, _): appendNormalized(path, to: &output)
        }
    }

    /// An encoded slash stays encoded: it is part of a name, not a separator.
    private static func respelled(_ path: Bytes) -> [UInt8] {
        PercentEncoding.respelled(path) { $0 == ASCII.slash }
    }

    private static func appendNormalized(_ path: Bytes, to output: inout [UInt8]) {
        let start = output.count
        var rest = path
        while !rest.isEmpty {
            let segment = rest.prefix { $0 != ASCII.slash }
            rest = rest[segment.endIndex...].dropFirst()
            if segment.isEmpty || segment == "." { continue }
            if segment == ".." {
                removeLastSegment(of: &output, downTo: start)
            } else {
                output.append(ASCII.slash)
                PercentEncoding.append(segment, to: &output)
            }
        }
        if output.count == start || path.last == ASCII.slash { output.append(ASCII.slash) }
    }

    private static func removeLastSegment(of output: inout [UInt8], downTo start: Int) {
        while output.count > start, output.removeLast() != ASCII.slash {}
    }
}
