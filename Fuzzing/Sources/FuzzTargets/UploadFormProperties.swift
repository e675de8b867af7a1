import AWSProtocols

/// A browser's upload with the boundary `b`.
enum UploadFormProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let whole = read(input, by: input.count)
        for size in [1, 5] {
            try BrokenProperty.unless(read(input, by: size) == whole, "cut in pieces it is another")
        }
        guard let whole else { return }
        let held = whole.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        try BrokenProperty.unless(held <= 20 * 1024, "more fields than it may hold")
    }

    private struct Form: Equatable {
        var fields: [UploadFormReader.Field]
        var file: [UInt8]
    }

    private static func read(_ body: [UInt8], by size: Int) -> Form? {
        guard var reader = UploadFormReader(contentType: "multipart/form-data; boundary=b") else { return nil }
        do throws(AWSError) {
            var (file, place) = ([UInt8](), 0)
            while place < body.count {
                let end = min(body.count, place + max(1, size))
                file += try reader.take(Array(body[place..<end]))
                place = end
            }
            try reader.finish()
            return Form(fields: reader.fields, file: file)
        } catch { return nil }
    }
}
