extension ServiceModel {
    /// The answer to a browser's upload that asks for status 201.
    /// Source: Amazon S3 API reference, "POST Object", "Response elements".
    public static func postResponse(location: String, bucket: String, key: String, tag: String) -> [UInt8] {
        var writer = XMLWriter(reserving: 256)
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.open("PostResponse")
        writer.element("Location", location)
        writer.element("Bucket", bucket)
        writer.element("Key", key)
        writer.element("ETag", tag)
        writer.close("PostResponse")
        return writer.bytes
    }
}
